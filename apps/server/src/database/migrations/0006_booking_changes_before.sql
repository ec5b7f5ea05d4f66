ALTER TABLE "booking_changes" ADD COLUMN IF NOT EXISTS "status_before" text;--> statement-breakpoint
ALTER TABLE "booking_changes" ADD COLUMN IF NOT EXISTS "scheduled_at_before" timestamp(3) with time zone;--> statement-breakpoint
UPDATE "booking_changes" AS "step" SET "status_before" = "earlier"."status", "scheduled_at_before" = "earlier"."scheduled_at"
FROM (
	SELECT "id", lag("status") OVER "way" AS "status", lag("scheduled_at") OVER "way" AS "scheduled_at"
	FROM "booking_changes" WINDOW "way" AS (PARTITION BY "booking_id" ORDER BY "id")
) AS "earlier"
WHERE "earlier"."id" = "step"."id" AND "earlier"."status" IS NOT NULL AND "step"."status_before" IS NULL;