CREATE TABLE "run_events" (
	"run_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"type" text NOT NULL,
	"happened_at" timestamp (3) with time zone NOT NULL,
	"item_index" integer,
	"step_index" integer,
	"attempt" integer,
	"details" text NOT NULL,
	CONSTRAINT "run_events_run_id_sequence_pk" PRIMARY KEY("run_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "max_concurrency" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_item_index" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_step_index" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_failures" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_ordinal" integer;--> statement-breakpoint
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
UPDATE "run_items" SET "status" = 'failed', "result" = '{"outcome":"failed","error":{"code":500,"message":"The server stopped while the flow was running"}}' WHERE "status" = 'running' AND "run_id" IN (SELECT "id" FROM "runs" WHERE "status" = 'running');--> statement-breakpoint
UPDATE "runs" SET "status" = 'failed', "completed_at" = now() WHERE "status" = 'running';--> statement-breakpoint
INSERT INTO "run_events" ("run_id", "sequence", "type", "happened_at", "details") SELECT "id", 1, 'runStarted', "created_at", '{"itemCount":' || "item_count" || '}' FROM "runs";--> statement-breakpoint
INSERT INTO "run_events" ("run_id", "sequence", "type", "happened_at", "details") SELECT "id", 2, 'runCompleted', "completed_at", '{"status":"' || "status" || '"}' FROM "runs" WHERE "completed_at" IS NOT NULL;
