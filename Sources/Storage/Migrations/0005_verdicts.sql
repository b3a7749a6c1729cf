-- What verdicts depend on beside records, and what lets ratings and evidence be told as at a past date.
set local search_path = lm2;

-- How often a trust has set a setting of the rules: what was computed with its settings holds while `change` is the same.
create table rule_clock (
    tenant_id uuid not null primary key,
    last_recorded_at timestamptz not null,
    change bigint not null,
    foreign key (tenant_id) references tenant
);

-- What a trust has set instead of a default, from a day on. Only ever inserted: a later one takes an earlier one's place.
create table rule_override (
    tenant_id uuid not null,
    override_id uuid not null,
    key text not null,
    clause text,
    number bigint,
    words text[],
    from_day date not null,
    to_day date check (to_day >= from_day),
    reason text not null,
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    primary key (tenant_id, override_id),
    foreign key (tenant_id) references tenant,
    foreign key (tenant_id, recorded_by) references account,
    check ((number is null) <> (words is null))
);
create index on rule_override (tenant_id, recorded_at);

-- Every review that an item of evidence has had. Only ever inserted.
create table evidence_review (
    tenant_id uuid not null,
    evidence_id uuid not null,
    -- The version of the item that the review made.
    version integer not null,
    state smallint not null,
    comment text not null,
    reviewed_at timestamptz not null,
    reviewed_by uuid not null,
    primary key (tenant_id, evidence_id, version),
    foreign key (tenant_id, evidence_id) references evidence,
    foreign key (tenant_id, reviewed_by) references account
);

insert into evidence_review (tenant_id, evidence_id, version, state, comment, reviewed_at, reviewed_by)
select tenant_id, evidence_id, version, state, review_comment, reviewed_at, reviewed_by
from evidence where reviewed_at is not null;

do $$
declare
    name text;
begin
    foreach name in array array['rule_clock', 'rule_override', 'evidence_review'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy of_tenant on %I using (tenant_id = entered_tenant())', name);
    end loop;
end $$;

grant select, insert, update on rule_clock to lm2_server;
grant select, insert on rule_override, evidence_review to lm2_server;
