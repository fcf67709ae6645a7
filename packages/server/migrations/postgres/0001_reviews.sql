CREATE TABLE "failure_groups" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"like_items" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review_answers" (
	"item_id" text NOT NULL,
	"reviewer" text NOT NULL,
	"label" text NOT NULL,
	"passes" text NOT NULL,
	"note" text,
	"correction" text,
	"time" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "review_answers_item_id_reviewer_pk" PRIMARY KEY("item_id","reviewer")
);
--> statement-breakpoint
CREATE TABLE "review_items" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"queue" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"trace_id" text NOT NULL,
	"trace_time" timestamp (3) with time zone NOT NULL,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"reasons" jsonb NOT NULL,
	"probability" double precision,
	"wanted" integer DEFAULT 1 NOT NULL,
	"input" text NOT NULL,
	"output" text NOT NULL,
	"error" text NOT NULL,
	"route" text NOT NULL,
	"release" text NOT NULL,
	"environment" text NOT NULL,
	"session_id" text NOT NULL,
	"user_id" text NOT NULL,
	"group_id" text,
	"reserved_by" text,
	"reserved_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "review_setups" (
	"project_id" text PRIMARY KEY NOT NULL,
	"setup" jsonb NOT NULL,
	"filled_until_ms" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "failure_groups" ADD CONSTRAINT "failure_groups_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_answers" ADD CONSTRAINT "review_answers_item_id_review_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."review_items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_items" ADD CONSTRAINT "review_items_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_items" ADD CONSTRAINT "review_items_group_id_failure_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."failure_groups"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_setups" ADD CONSTRAINT "review_setups_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "failure_groups_by_project" ON "failure_groups" USING btree ("project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_items_by_trace" ON "review_items" USING btree ("project_id","trace_id","queue");--> statement-breakpoint
CREATE INDEX "review_items_by_queue" ON "review_items" USING btree ("project_id","queue","state","trace_time");--> statement-breakpoint
CREATE INDEX "review_items_by_group" ON "review_items" USING btree ("group_id");