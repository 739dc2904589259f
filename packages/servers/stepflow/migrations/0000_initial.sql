CREATE TABLE "blobs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"content" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "debug_queue" (
	"run_id" uuid NOT NULL,
	"step_index" integer NOT NULL,
	CONSTRAINT "debug_queue_run_id_step_index_pk" PRIMARY KEY("run_id","step_index")
);
--> statement-breakpoint
CREATE TABLE "run_items" (
	"run_id" uuid NOT NULL,
	"item_index" integer NOT NULL,
	"status" text NOT NULL,
	"result" text,
	CONSTRAINT "run_items_run_id_item_index_pk" PRIMARY KEY("run_id","item_index")
);
--> statement-breakpoint
CREATE TABLE "run_steps" (
	"run_id" uuid NOT NULL,
	"item_index" integer NOT NULL,
	"step_index" integer NOT NULL,
	"result" text NOT NULL,
	CONSTRAINT "run_steps_run_id_item_index_step_index_pk" PRIMARY KEY("run_id","item_index","step_index")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"flow_id" text NOT NULL,
	"flow_name" text,
	"flow_label" text,
	"status" text NOT NULL,
	"debug" boolean NOT NULL,
	"item_count" integer NOT NULL,
	"inputs" text NOT NULL,
	"overrides" text,
	"variables" text,
	"root_run_id" uuid NOT NULL,
	"parent_run_id" uuid,
	"depth" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "debug_queue" ADD CONSTRAINT "debug_queue_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_items" ADD CONSTRAINT "run_items_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_steps" ADD CONSTRAINT "run_steps_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_status" ON "runs" USING btree ("status");--> statement-breakpoint
CREATE INDEX "runs_flow" ON "runs" USING btree ("flow_id");--> statement-breakpoint
CREATE INDEX "runs_root" ON "runs" USING btree ("root_run_id");--> statement-breakpoint
CREATE INDEX "runs_parent" ON "runs" USING btree ("parent_run_id");