-- One thing has one home: locations and corrective actions become records of the registers `location` and `action`, with the
-- ids that they had; each move of an action becomes a revision.
set local search_path = lm2;

-- The clause that an action is about, whether something is still to be done, and the account that is to do it; null in
-- records of other registers, and in actions that are about no clause. An action's clause never changes.
alter table record
    add column assessment_id uuid,
    add column clause_number smallint,
    add column is_open boolean,
    add column owner_id uuid,
    add check ((assessment_id is null) = (clause_number is null) and (assessment_id is null) = (is_open is null)),
    add foreign key (tenant_id, assessment_id, clause_number) references assessment_clause,
    add foreign key (tenant_id, owner_id) references account;
create index on record (tenant_id, due_on, record_id) where assessment_id is not null;
create index on record (tenant_id, service_id, due_on, record_id) where assessment_id is not null;
create index on record (tenant_id, assessment_id, clause_number) where is_open;

-- As before, with the open actions among the records.
create or replace function clause_facts(tenant uuid, assessment uuid, clause smallint) returns bytea
    language sql stable
    begin atomic
        select coalesce((
            select string_agg('\x01'::bytea || int4send(e.dated_on - date '1970-01-01')
                || int4send(e.valid_until - date '1970-01-01'), '' order by e.dated_on, e.evidence_id)
            from evidence_link l
            join evidence e on e.tenant_id = l.tenant_id and e.evidence_id = l.evidence_id
            where l.tenant_id = tenant and l.assessment_id = assessment and l.clause_number = clause
                and e.state = 2 and e.sealed_at is not null), '')
            || coalesce((
            select string_agg('\x02'::bytea || int4send(r.due_on - date '1970-01-01'), '' order by r.due_on, r.record_id)
            from record r
            where r.tenant_id = tenant and r.assessment_id = assessment and r.clause_number = clause and r.is_open), '');
    end;

-- What follows writes the bodies of records, protobuf messages: a number is a varint, a field its tag and its value.
create function moving_varint(number bigint) returns bytea
    language plpgsql immutable as $$
declare
    written bytea := '';
    rest bigint := number;
begin
    while rest >= 128 loop
        written := written || set_byte('\x00'::bytea, 0, ((rest & 127) | 128)::integer);
        rest := rest >> 7;
    end loop;
    return written || set_byte('\x00'::bytea, 0, rest::integer);
end $$;

create function moving_field(tag integer, number bigint) returns bytea
    language sql immutable
    return case when number is null then ''::bytea else moving_varint(tag << 3) || moving_varint(number) end;

create function moving_field(tag integer, words text) returns bytea
    language sql immutable
    return case when coalesce(words, '') = '' then ''::bytea
        else moving_varint(tag << 3 | 2) || moving_varint(octet_length(convert_to(words, 'UTF8')))
            || convert_to(words, 'UTF8') end;

create function moving_date(moment timestamptz) returns date
    language sql stable
    return (moment at time zone 'Europe/London')::date;

-- When a thing was made: its id, a version 7 UUID, begins with the milliseconds since 1970.
create function moving_made(id uuid) returns timestamptz
    language sql stable
    return case when substr(id::text, 15, 1) = '7' then timestamptz 'epoch'
        + ('x' || lpad(left(replace(id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint * interval '1 millisecond'
        else now() end;

-- The id of a clause of LM2, the only standard there has been: the numbers with which its criteria begin.
create function moving_clause(number integer) returns text
    language sql immutable
    return (select chr(96 + max(place)::integer) || '.' || number - max(first) + 1
        from unnest(array[0, 5, 11, 14, 17, 21, 25, 32, 37, 47, 54, 60, 65, 69]) with ordinality c (first, place)
        where first <= number);

insert into record (tenant_id, record_id, service_id, register, revision, state, happened_on, kind)
select tenant_id, location_id, service_id, 'location', 1, 1, moving_date(moving_made(location_id)),
    (array['permanent', 'mobile', 'outsourced'])[kind]
from location;

-- States: 10 cleared, 11 its effectiveness is due, 12 closed, 13 withdrawn, which is a withdrawal of the record.
insert into record (tenant_id, record_id, service_id, register, revision, state, happened_on, due_on, kind,
    assessment_id, clause_number, is_open, owner_id)
select tenant_id, action_id, service_id, 'action', version, case state when 13 then 2 else 1 end, moving_date(raised_at),
    due_on, 'corrective', assessment_id, clause_number, is_open, owner_id
from action;

-- A location has been there since it was entered. Who entered it is only in the audit log: an administrator stands for them.
-- A service's revisions are in the order in which they were made, none at the same microsecond as another.
with entered as (
    select l.tenant_id, l.service_id, l.location_id record_id, 1 revision, 'location' register, moving_made(l.location_id) at,
        (select account_id from account a where a.tenant_id = l.tenant_id order by a.role <> 4, account_id limit 1) by_whom,
        1 state,
        moving_field(1, l.name) || moving_field(2, l.kind::bigint)
            || moving_field(3, moving_date(moving_made(l.location_id))::text) body,
        null reason
    from location l
    union all
    select x.tenant_id, x.service_id, x.action_id, m.version, 'action',
        max(m.moved_at) over (partition by x.tenant_id, x.action_id order by m.version), m.moved_by,
        case m.to_state when 13 then 2 else 1 end,
        case when m.to_state <> 13 then
            moving_field(1, 2) || moving_field(3, trim(translate(owner.name, ';', ',')))
            || moving_field(4, moving_date(x.raised_at)::text) || moving_field(5, x.due_on::text)
            || moving_field(6, case when m.to_state in (10, 11, 12) then moving_date(max(m.moved_at)
                filter (where m.to_state = 10) over (partition by x.tenant_id, x.action_id order by m.version))::text end)
            || moving_field(7, case m.to_state when 12 then moving_date(m.moved_at)::text end)
            || moving_field(8, case m.to_state when 12 then 1 end)
            || moving_field(9, x.cost_pence) || moving_field(10, x.assessment_id::text)
            || moving_field(11, moving_clause(x.clause_number)) || moving_field(12, x.title)
            || moving_field(13, x.correction) || moving_field(14, x.corrective_action)
            || moving_field(15, x.budget_decision) || moving_field(16, m.to_state::bigint)
            || moving_field(17, m.note) || moving_field(18, x.owner_id::text)
        end,
        case m.to_state when 13 then m.note end
    from action x
    join action_move m on m.tenant_id = x.tenant_id and m.action_id = x.action_id
    left join account owner on owner.tenant_id = x.tenant_id and owner.account_id = x.owner_id
), numbered as (
    select *, row_number() over (partition by tenant_id, service_id order by at, record_id, revision) number from entered
)
insert into record_revision (tenant_id, service_id, record_id, revision, register, recorded_at, recorded_by, state, body, reason)
select n.tenant_id, n.service_id, n.record_id, n.revision, n.register,
    greatest(c.last_recorded_at, max(n.at - n.number * interval '1 microsecond')
        over (partition by n.tenant_id, n.service_id order by n.number)) + n.number * interval '1 microsecond',
    n.by_whom, n.state, n.body, n.reason
from numbered n
left join record_clock c on c.tenant_id = n.tenant_id and c.service_id = n.service_id;

insert into record_clock as c (tenant_id, service_id, last_recorded_at, change)
select tenant_id, service_id, max(recorded_at), count(*) from record_revision where register in ('location', 'action')
group by tenant_id, service_id
on conflict (tenant_id, service_id) do update
set last_recorded_at = greatest(c.last_recorded_at, excluded.last_recorded_at), change = c.change + excluded.change;

drop table action_move, action, location;
drop function moving_varint, moving_field(integer, bigint), moving_field(integer, text), moving_date, moving_made,
    moving_clause;
