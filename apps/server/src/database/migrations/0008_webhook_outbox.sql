CREATE TABLE "webhook_outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "webhook_outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"endpoint" integer NOT NULL,
	"lane" uuid NOT NULL,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_fault" text,
	"due_at" timestamp(3) with time zone NOT NULL,
	"is_being_posted" boolean DEFAULT false NOT NULL,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"settled_at" timestamp(3) with time zone,
	CONSTRAINT "webhook_outbox_state" CHECK ("webhook_outbox"."state" in ('waiting', 'taken', 'failed'))
);
--> statement-breakpoint
CREATE INDEX "webhook_outbox_due" ON "webhook_outbox" USING btree ("due_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_outbox_lanes" ON "webhook_outbox" USING btree ("endpoint","lane","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "webhook_outbox_settled" ON "webhook_outbox" USING btree ("state","settled_at") WHERE state <> 'waiting';