CREATE TABLE "blocks" (
	"consultant_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "blocks_consultant_id_patient_id_pk" PRIMARY KEY("consultant_id","patient_id")
);
--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "booked_by" uuid;--> statement-breakpoint
ALTER TABLE "bookings" ADD COLUMN "client_booking_id" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "disabled_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_consultant_id_users_id_fk" FOREIGN KEY ("consultant_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_patient_id_users_id_fk" FOREIGN KEY ("patient_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bookings_by_pair" ON "bookings" USING btree ("patient_id","consultant_id");--> statement-breakpoint
CREATE INDEX "bookings_by_maker" ON "bookings" USING btree ("booked_by","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "bookings_client_id_unique" ON "bookings" USING btree ("booked_by","client_booking_id") WHERE client_booking_id is not null;