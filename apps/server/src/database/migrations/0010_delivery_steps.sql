CREATE TABLE "delivery_steps" (
	"conversation_id" uuid NOT NULL,
	"sender_type" text NOT NULL,
	"up_to_seq" integer NOT NULL,
	"delivered_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "delivery_steps_conversation_id_sender_type_up_to_seq_pk" PRIMARY KEY("conversation_id","sender_type","up_to_seq")
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "read_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "delivery_steps" ADD CONSTRAINT "delivery_steps_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;