// What people choose when they are asked for a password. Our own compilation, made from what is widely known of
// leaked lists: first names, animals, teams, games, pet names, keyboard walks, counting. It holds no leaked list.
// All in lower case; `common-passwords.ts` joins each word with each ending.

/** Words that are common by themselves or with one of {@link ENDINGS}. */
export const WORDS = `
password passwort passw0rd p@ssword p@ssw0rd pa55word pa55w0rd passwd senha contrasena motdepasse parola
wachtwoord qwerty qwertz azerty qwert qwer asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qweasd admin
administrator root login user welcome letmein changeme default guest master secret test testing hello access
system server internet computer windows samsung iphone nokia google facebook youtube twitter instagram
linkedin myspace yahoo hotmail iloveyou iloveu loveyou loveme lovely lover lovers love mylove trustno1
whatever nothing something freedom forever sunshine princess princesa dragon monkey shadow superman batman
spiderman ironman wolverine hulk joker captain marvel pokemon pikachu naruto sasuke goku dragonball vegeta
mario luigi zelda sonic minecraft fortnite roblox warcraft starcraft counter counterstrike callofduty halflife
diablo doom matrix starwars skywalker vader jedi yoda startrek football baseball basketball hockey soccer
tennis golf golfer rugby cricket volleyball swimming skater surfer fishing hunter hunting ranger rangers
cowboy cowboys yankees redsox lakers celtics bulls chicago eagles steelers packers raiders broncos dolphins
patriots giants tigers panthers lions bears falcon falcons hornets mustang corvette camaro ferrari porsche
mercedes toyota honda yamaha suzuki kawasaki harley bmw audi liverpool chelsea arsenal barcelona realmadrid
juventus manchester manutd everton celtic newcastle tottenham milan inter bayern benfica boca river michael
jordan jennifer jessica ashley amanda nicole michelle daniel daniela david andrew anthony matthew joshua
christopher christian chris robert richard charles charlie thomas william james john johnny joseph jonathan
justin jason brandon brian kevin steven stephen patrick alexander alexandra alexis alex samuel samantha sarah
hannah rachel rebecca elizabeth emily emma olivia sophia sophie isabella natalie natasha victoria veronica
vanessa melissa stephanie heather tiffany amber brittany courtney danielle lauren megan kimberly kelly karen
laura linda lisa maria mariana marina martin martina mary margaret barbara patricia sandra susan angela
angelica andrea anna antonio carlos carolina catherine claudia cristina diana diego eduardo eric erica
fernando francisco gabriel gabriela george gerald gloria gregory gustavo henry jacob javier jeremy jorge juan
julia julian juliana justine katherine kathleen kenneth larry leonardo lorenzo louise lucas luis manuel marcus
mark maverick miguel mohammed muhammad nathan nicholas nikita oliver oscar pablo pamela paul paulo pedro peter
philip phillip rafael ramon raymond ricardo roberto rodrigo roland ronald ronaldo russell ryan scott sebastian
sergio shannon sharon sheila simon sydney teresa timothy tommy tyler valentina vincent virginia walter wendy
xavier yvonne zachary messi neymar beckham rooney gerrard beyonce rihanna eminem tupac metallica nirvana
slipknot greenday blink182 linkinpark acdc rockstar rocknroll guitar music hiphop reggae dance dancer angel
angels angelo heaven jesus jesuschrist christ church faith god godisgood blessed bible allah buddha butterfly
flower flowers rose roses daisy lily jasmine orchid sunflower rainbow summer winter spring autumn october
november december january february september august april monday friday sunday sunset moonlight starlight
stars diamond crystal silver golden purple orange yellow green black blue pink red white blackie brown
midnight thunder lightning storm ocean beach island mountain forest garden nature earth planet galaxy universe
phoenix eclipse apple banana cherry strawberry chocolate cookie cookies candy sugar honey peanut butter pepper
ginger cinnamon coffee cheese pizza chicken burger pumpkin muffin cupcake brownie snickers twinkle bubbles
buttercup sweet sweetie sweetheart sweety baby babygirl babyboy babydoll barbie boomer buddy bubba bailey
bandit bear beautiful beauty bigdog birdie buster casper champion chester cowgirl cuddles cutie cutiepie daddy
daddysgirl darling dakota dolphin doggie doggy duckie dudley eagle elephant fatcat felix fender fluffy foxy
freddy friend friends froggy garfield genesis gizmo goldfish goober gunner hamster happy happiness harry
harrypotter hermione hogwarts horse horses hotdog hottie hottest jackson jackass jaguar jersey junior kisses
kitten kitty hellokitty kittycat kittykat lakers24 legend leopard lollipop lucky maggie max maxwell mickey
minnie miracle missy molly mommy money monster mother murphy mylife nascar ninja nugget oreo panda panther
peaches penguin pepsi piglet player playboy please poohbear popcorn popeye precious prince puppy puppies
rabbit raider rebel rocket rocky romeo rusty sadie sailor sammy scooby scooter scorpion shelby simba smile
smiley smokey snoopy snowball snowman sparkle sparky spider spongebob squirt stella superstar sweetpea
swordfish taylor teddy teddybear tigger tiger tinkerbell toby trouble tucker tweety turtle unicorn vampire
viking viper warrior wizard wolf wolfpack woody zombie america american australia brazil brasil canada england
france germany ireland italia jamaica london mexico newyork paris poland portugal russia scotland spain texas
california florida boston dallas houston family brother brothers sister sisters mama papa mamama grandma
myfamily mybaby myself myname bestfriend single student teacher school college university killer gangster
hacker assassin soldier marine army police pirate knight samurai hitman sniper sexy sexybitch hotstuff bigdick
asshole fuckyou fuckoff fuckme fuck bitch bullshit shithead pussy pussycat blowjob horny hardcore porn
pornstar sexsex booboo boobies spanky stinky shorty shawty babycakes bigboy bigmac biteme blahblah bobby
bond007 bonnie booger bookworm bradley brooke bruno buffalo bulldog caroline cassie celeste champ chandler
cherokee cheyenne chocolat cocacola cocoa colorado connor cooper copper corona country crazy creative cupcakes
cynthia darkness darkside death deadman demon destiny detroit devil doraemon drummer ducati element elvis
emerald energy enigma enterprise explorer express extreme fantasy fireman firebird fortune francis frank freak
freddie funny gateway gemini genius georgia ghost goldie goodluck gordon graham grace gracie griffin hawaii
hawaiian helpme highland holiday hollywood homer icecream iceman imagine indian infinity innocent jackie
jasper jasmin jayden jenny jerry jessie jimmy joanna kawaii kayla kenny kermit king kingdom kristen ladybug
lasvegas legolas lancer liberty lincoln loser loveable loverboy lovergirl lowrider madison magic magical
magnum manager marlboro marley marshall medicine melanie mercury mermaid miamor midget mike military million
mistress mitchell montana morgan nintendo nopassword number1 numberone office online outlaw pacific paradise
passion passport peace people perfect personal photo picasso pookie power powerful predator presario private
promise racing raptor reading redneck remember respect revenge reynolds rosebud ruby rush2112 salvador satan
saturn scarface schalke scorpio security senior serenity service shanghai sharingan shinobi silence simple
simpson simpsons skateboard skeleton skyline slayer snowboard solomon spartan special speedy spencer spirit
sputnik squirrel stalker standard starfish sterling stonecold strike strong stupid success sunny sunrise super
supernova surprise survivor suzanne tamara tango target tarzan temptation tequila terminator theman thebest
theone therock thirteen thx1138 titanic together tomcat topgun tornado transfer travel trinity triumph
truelove trumpet undertaker united universal vacation valentine vanilla vegas velvet venus victor victory
vikings village violet violin virgin volcano voyager warlock waterfall westham westside whatsup wildcat
wildcats williams willow winner winston wisdom wolfgang wonderful xbox360 yankee bigdaddy butthead benjamin
airborne godzilla platinum kristina hendrix cardinal spitfire stargate anderson franklin electric bulldogs
chevelle einstein rolltide peekaboo dickhead semperfi beatles marines madonna pearljam jeffrey douglas eugene
dennis johnson wilson miller awesome monica adidas compaq gandalf merlin hammer badboy maximus phantom nemesis
avatar donald nelson carter digital animal dexter samson calvin nissan apollo skippy airforce logitech brenda
denise leslie allison alicia alyssa chopper bullet empire arizona danger dreamer
`;

/** What is put behind a word where a digit is asked for. */
export const ENDINGS = '1 2 3 7 01 11 12 13 22 23 69 99 123 1234 12345';

/** Where a password must be changed now and then, it is the time of year with the year. */
export const TIMES_OF_YEAR = `
spring summer autumn fall winter january february march april june july august september october november december
fruehling frühling sommer herbst januar februar märz maerz juni juli oktober dezember
`;
export const YEARS = Array.from({ length: 26 }, (_, index) => 2010 + index).join(' ');

/** Counting, keyboard walks, repetitions and phrases, as they are. */
export const WHOLE = `
jiggy-care-demo jiggycaredemo jiggy-care jiggy-care-chat
12345678 123456789 1234567890 0123456789 12345678910 123456789a 123456789q 1234567891 1234567899 12345678a
12345678q 87654321 987654321 0987654321 9876543210 11223344 1122334455 112233445566 11112222 12121212
123123123 123123123123 12341234 1234512345 123456123456 123321123 12344321 1234554321 123454321 147258369
147852369 159357258 159753456 741852963 789456123 789456123a 963852741 852456951 321654987 456789123 135792468
13579246 24681012 246813579 31415926 314159265 102030405 1020304050 10203040 01020304 01234567 00112233
98765432 77889900 99887766 55667788 1a2b3c4d 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx
1qaz2wsx3edc 1qaz1qaz 1qazxsw2 1qazzaq1 2wsx3edc 2wsx1qaz 3edc4rfv zaq12wsx zaq1zaq1 zaq1xsw2 xsw2zaq1
!qaz2wsx 1qaz@wsx !qaz1qaz q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 1234qwer 1234asdf asdfasdf asdfjkl; asdfghjk
asdfzxcv asdfqwer qwerasdf qwerqwer qwertyui qwertyuiop qwertyuio qwertyu1 qwertyqwerty qwertyasdfgh qwertzui
qwertzuiop azertyuiop zxcvzxcv zxcvasdf zxcvbnm, poiuytrewq poiuytre lkjhgfdsa lkjhgfds mnbvcxz1 mnbvcxza
qazwsxedc qazwsxedcrfv qazxswedc qweasdzxc qweqweqwe qwe123qwe qwe123456 123qweasd 123qweasdzxc 123qwe123
123qwe456 qwe12345 asd12345 asdasdasd asd123asd asd123456 zxczxczxc zxc12345 zaqwsxcde wsxedcrfv aa123456
aa12345678 a1b2c3d4 a1b2c3d4e5 a1234567 a12345678 a123456789 a1a2a3a4 abc12345 abc123456 abc123456789
abc123abc abcabc123 abcd1234 abcd12345 abcde123 abcde12345 abcdef12 abcdefgh abcdefghi abcdefg1 abcdefg123
abcdefghij abcdabcd aaaa1111 aabbccdd a11111111 aaa11111 q1234567 q12345678 q123456789 z1234567 z12345678
w1234567 s1234567 m1234567 g1234567 k1234567 p1234567 x1234567 123abc123 1234abcd 12345abc 12345abcd 12345qwe
12345qwert 123456ab 123456abc 123456qw 123456qwe 123456aa 1234567a 1234567q 123456asd iloveyou! iloveme1
ilovemyself iloveyousomuch ilovejesus ilovegod ilovemom ilovemymom ilovemyfamily ilovehim ilovehim1 iloveher
ilovecats ilovedogs ilovemusic ilovemybaby iloveyoubaby iloveyouforever iluvyou1 lovelove lovelife lovehurts
mylovely ihateyou ihateyou1 ihatelove fuckyou! fucklove fuckers1 motherfucker letmein! letmeinn opensesame
openup123 trustnoone trustme1 noaccess nopasswd nopass123 mypassword mypass123 password! password. password?
passwordpassword passpass passpass1 pass1234 pass12345 pass123456 pass123word pa$$word pa$$w0rd p4ssword
p4ssw0rd p455w0rd thepassword newpassword newpass1 temppass temp1234 temporary temporal1 secretpass topsecret
topsecret1 supersecret changeit changethis welcome! welcometo welcomehome adminadmin admin123456 rootroot
toor1234 useruser guestguest testtest test123456 testtest1 demo1234 demodemo sample123 example1 dummy123
microsoft microsoft1 windows10 windowsxp macintosh linuxlinux ubuntu123 blackberry blackberry1 motorola
playstation playstation2 playstation3 playstation4 nintendo64 gamecube supermario supermario1 donkeykong
sonicthehedgehog finalfantasy finalfantasy7 worldofwarcraft leagueoflegends godofwar1 assassins1
assassinscreed grandtheftauto sanandreas needforspeed football10 softball softball1 softball12 cheerleader
cheerleader1 gymnastics wrestling wrestling1 wrestler lacrosse snowboarding skateboarding quarterback
touchdown dodgers1 braves123 redsox04 lakersfan manchesterunited chelseafc liverpoolfc barcelona10 ronaldo9
cristiano cristiano7 maradona zidane10 iverson3 kobebryant kobe2408 lebron23 lebronjames michaeljordan
michaeljackson justinbieber onedirection taylorswift ladygaga selenagomez demilovato hannahmontana
jonasbrothers backstreet backstreetboys britney1 avrillavigne rammstein ironmaiden blacksabbath ledzeppelin
pinkfloyd thebeatles beatles1 rollingstones guns&roses gunsnroses systemofadown fallout1 evanescence
mychemicalromance babyblue babyblue1 babyface babyface1 babyphat babybear babylove princesita blueberry
blueberry1 blackcat blackdog blackjack blackrose blackstar blackangel blackwolf blacklab blueeyes blueeyes1
bluemoon bluebird bluesky1 bluestar redrum123 redhead1 redwings redskins redskins1 redrose1 redrum99 greenbay
greentea greeneyes whitetiger whiteboy whitewolf pinkpink pinkpanther purplerain silverado goldfinger
goldeneye goldstar brooklyn brooklyn1 manhattan bigapple newyorkcity losangeles sanfrancisco sandiego1
sanantonio oklahoma minnesota michigan1 washington kentucky tennessee alabama1 louisiana puertorico dominican
elsalvador argentina colombia venezuela guatemala honduras nicaragua philippines pilipinas indonesia malaysia
singapore thailand pakistan pakistan1 pakistan123 india123 bangladesh newzealand southafrica nigeria1
shalom123 istanbul galatasaray fenerbahce besiktas trabzonspor deutschland schatzi123 schatz123 hallo123
hallo1234 hallohallo sommer123 ficken123 arschloch arschloch1 borussia borussia09 werder123 hamburg1 berlin123
muenchen frankfurt dortmund jetaime1 jetaimefort soleil123 marseille bonjour1 bonjour123 loulou123 doudou123
chouchou nicolas1 azertyui camille1 teamo123 teamomucho teamotanto teamoteamo tequiero tequiero1 tequieromucho
amorcito amordemivida amorpormivida corazon1 corazon123 estrella estrellita mariposa mariposa1 contraseña
hola1234 holahola holamundo futbol123 familia1 alejandra alejandro alejandro1 guadalupe fernanda1 valentin
santiago santiago1 flamengo flamengo1 corinthians corinthians1 palmeiras saopaulo saopaulo1 gremio123
vascodagama ciao1234 ciaociao forzamilan forzainter napoli1926 francesco giuseppe alessandro alessandra
stellina tesoro123 welkom01 welkom123 hallo1995 feyenoord feyenoord1 amsterdam amsterdam1 haslo123 polska123
polska12 kochamcie kochamcie1 misiek123 kasia123 zaq123wsx privet123 vladimir svetlana ekaterina aleksandr
aleksandra anastasia anastasia1 sergey123 spartak1 zenit123 gfhjkm123 ghbdtn123 qwaszx12 qwaszx123 1234rewq
4321rewq rewq4321 trewq54321 54321qwert 5201314a 52013141 a5201314 woaini123 woaini520 woaini1314 woaini521
woaini1314520 wocaonima caonima123 zhang123 wang1234 li123456 chen1234 liu123456 yang1234 88888888 888888888
66666666 666666666 99999999 999999999 11111111 111111111 1111111111 00000000 000000000 0000000000 22222222
33333333 44444444 55555555 555555555 5555555555 77777777 777777777 7777777777 12312312 31313131 69696969
10101010 20202020 21212121 23232323 25252525 14141414 13131313 19191919 15151515 16161616 18181818 28282828
90909090 98989898 45454545 12131415 11121314 01010101 02020202 19801980 19811981 19821982 19831983 19841984
19851985 19861986 19871987 19881988 19891989 19901990 19911991 19921992 19931993 19941994 19951995 19961996
19971997 19981998 19991999 20002000 20012001 20022002 20032003 20042004 20052005 20102010 20112011 20122012
aaaaaaaa aaaaaaaaa aaaaaaaaaa aaaaaa11 bbbbbbbb cccccccc dddddddd eeeeeeee ffffffff gggggggg hhhhhhhh iiiiiiii
jjjjjjjj kkkkkkkk llllllll mmmmmmmm nnnnnnnn oooooooo pppppppp qqqqqqqq rrrrrrrr ssssssss tttttttt uuuuuuuu
vvvvvvvv wwwwwwww xxxxxxxx yyyyyyyy zzzzzzzz qqqq1111 qqww1122 qqwweerr qqaazzxx qqwwee112233 ********
........ !!!!!!!! !@#$%^&* !@#$%^&*( !@#$%^&*() 1!2@3#4$ !1@2#3$4 qwe!@#123 qwe123!@# 123!@#qwe abc123!@#
1234!@#$ !@#$1234 qwer!@#$ 1q2w3e4r! 1qaz@wsx3edc 1qaz!qaz zaq1@wsx zaq!2wsx 12qwaszx 123654789 01011980
01012011 password2024 summer2024 jiggycare jiggycare1 jiggycare123 jiggychat jiggycarechat jiggyjiggy
`;
