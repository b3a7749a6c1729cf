"""The statutory clocks of an incident: exposures, workplace reports and candour."""
from .items import Item
from .registers import GRADES


class Clocks:
    """Needs Visibility, Settings, Notions and FollowUp."""

    def suggestion_of_exposure(self, e):
        nation = self.profile("nation")
        R, I, age, kind = e.get("received_usv"), e.get("intended_usv"), e.get("age_band"), e.get("kind")
        setting = self.setting
        if nation is None:
            return "undetermined"
        if kind == "unintended" and (R is None or I is None or (age is None and I < setting("exposure_band_1_usv"))):
            return "undetermined"
        if kind == "accidental" and nation == "england" and (R is None or age is None):
            return "undetermined"
        if kind == "accidental":
            if nation != "england":
                return "meets"
            meets = R >= setting("exposure_adult_usv" if age == "adult" else "exposure_child_usv")
        elif I < setting("exposure_band_1_usv"):
            meets = R >= setting("exposure_adult_usv" if age == "adult" else "exposure_child_usv")
        elif I < setting("exposure_band_2_usv"):
            meets = 10 * R >= setting("exposure_factor_2_tenths") * I
        elif I < setting("exposure_band_3_usv"):
            meets = R >= setting("exposure_band_3_limit_usv")
        else:
            meets = 10 * R >= setting("exposure_factor_4_tenths") * I
        return "meets" if meets else "none"

    def patient_exposures(self, i):
        return [e for e in self.of_incident("exposure", i) if e.get("person_group") in ("patient", "carer")]

    def suggestion(self, i):
        states = [self.suggestion_of_exposure(e) for e in self.patient_exposures(i)]
        return "meets" if "meets" in states else "undetermined" if "undetermined" in states else "none"

    def duty_events(self, i, duty):
        return self.events(
            [x for x in self.of_incident("notification", i) if x.get("duty") == duty], "sent_on"
        ) + self.events(self.decisions("not_notified", i, duty=duty), "decided_on")

    def clock_items_i8(self, i):
        items, setting = [], self.setting
        if self.patient_exposures(i):
            E, n = self.duty_events(i, "exposure_notice"), setting("exposure_notice_days")
            if self.suggestion(i) == "meets":
                items.append(self.due_item(self.due(i.on, n, E, strict=True), [i], late_fails=True))
            elif E:
                items.append(Item("pass", [i], [min(E, key=lambda p: (p[0], p[1].id))[1]]))
            else:
                items.append(Item("pending" if self.date <= i.on + n else "unknown", [i]))
            if self.suggestion(i) == "meets" and not self.decisions("not_notified", i, duty="exposure_notice"):
                E = self.duty_events(i, "exposure_report")
                items.append(
                    self.due_item(self.due(i.on, setting("exposure_report_days"), E, strict=True), [i], late_fails=True)
                )
        outcome = i.get("workplace_outcome")
        t = i.get("occurred_at") if i.get("occurred_at") is not None else i.on
        if outcome in ("death", "specified_injury"):
            E = self.duty_events(i, "workplace_notice")
            items.append(
                self.due_item(self.due(t, setting("workplace_notice_days"), E, strict=True), [i], late_fails=True)
            )
        if outcome in ("death", "specified_injury", "over_seven_days"):
            n = setting("workplace_incapacity_days" if outcome == "over_seven_days" else "workplace_report_days")
            E = self.duty_events(i, "workplace_report")
            items.append(self.due_item(self.due(t, n, E, strict=True), [i], late_fails=True))
        return items

    def candour_item(self, i):
        if "patient" not in i.all("affected"):
            return None
        least = GRADES.index(self.setting("candour_grade"))
        hits = [
            h
            for h in self.of_incident("harm_assessment", i)
            if any(h.get(k) is not None and GRADES.index(h.get(k)) >= least for k in ("physical", "psychological"))
            or (
                h.get("psychological_days") is not None
                and h.get("psychological_days") >= self.setting("candour_psychological_days")
            )
        ]
        if not hits:
            return None
        t = min(h.on for h in hits)
        d = self.due(
            t, self.setting("candour_working_days"), self.disclosure_events(i, "patient"), strict=True, working=True
        )
        return self.due_item(d, [i], late_fails=True)

    def disclosure_events(self, i, recipient):
        who = ("patient", "carer") if recipient == "patient" else (recipient,)
        return self.events(
            [x for x in self.of_incident("disclosure", i) if x.get("recipient") in who], "told_at"
        ) + self.events([x for x in self.decisions("not_disclosed", i) if x.get("recipient") in who], "decided_on")
