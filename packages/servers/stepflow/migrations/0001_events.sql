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
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;