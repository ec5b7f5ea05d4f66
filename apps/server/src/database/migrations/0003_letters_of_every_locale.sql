ALTER TABLE "users" ADD COLUMN "name_folded" text;--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_letters_unique" ON "users" USING btree (lower("email" collate "C"));--> statement-breakpoint
CREATE INDEX "users_consultants_by_folded_name" ON "users" USING btree (coalesce("name_folded", lower("name")) collate "C","id") WHERE role = 'consultant';