package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.EvidenceRule;
import dev.sonde.contract.check.HoursWindow;
import dev.sonde.contract.check.ProbeHours;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a check that say how its runs are conducted, as a record. */
final class ConductSection {
    private ConductSection() {}

    /**
     * @param check the check's block over the defaults
     * @param written the check's own block, for places
     */
    static Conduct read(MappingView check, MappingView written, Problems problems) {
        MappingView confirm = check.find(ConductKeys.CONFIRM);
        MappingView evidence = check.find(ConductKeys.EVIDENCE);
        return new Conduct(
                confirm == null || confirm.isOff() ? null : new Confirm(confirm.get(ConductKeys.DELAY)),
                hours(check, problems),
                written.find(ConductKeys.AT),
                written.get(ConductKeys.DEEP),
                evidence == null
                        ? EvidenceRule.DEFAULT
                        : new EvidenceRule(evidence.get(ConductKeys.SLOWEST), evidence.get(ConductKeys.SAMPLE)));
    }

    private static @Nullable ProbeHours hours(MappingView check, Problems problems) {
        MappingView hours = check.find(ConductKeys.HOURS);
        if (hours == null || hours.isOff()) {
            return null;
        }
        List<HoursWindow> windows = hours.get(ConductKeys.WINDOWS).stream()
                .map(window -> new HoursWindow(window.get(ConductKeys.CRON), window.get(ConductKeys.FOR)))
                .toList();
        if (windows.size() > ProbeHours.MAX_WINDOWS) {
            problems.error(
                    hours.place(ConductKeys.WINDOWS),
                    "windows: " + windows.size(),
                    "at most " + ProbeHours.MAX_WINDOWS);
            return null;
        }
        return new ProbeHours(hours.get(ConductKeys.ZONE), windows);
    }
}
