package dev.sonde.collector.slo;

import dev.sonde.contract.check.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A check's memory as a JSON object and back, without loss; whoever keeps it does the writing. Read with
 * {@link StateFields}. Pure; any thread.
 */
public final class CheckMemoryState {
    private CheckMemoryState() {}

    /** Maps, lists, texts, numbers and booleans only. */
    public static Map<String, Object> toMap(CheckMemory memory) {
        List<Object> rules = new ArrayList<>();
        memory.rules().forEach((slo, states) -> states.forEach((rule, state) -> rules.add(ruleMap(slo, rule, state))));
        List<Object> hardDown = new ArrayList<>();
        memory.hardDown().forEach((location, state) -> hardDown.add(hardDownMap(location, state)));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rules", rules);
        map.put("hardDown", hardDown);
        return map;
    }

    /** The memory that {@link #toMap} wrote; IllegalArgumentException if it is none. */
    public static CheckMemory fromMap(Map<?, ?> map) {
        StateFields fields = new StateFields(map);
        Map<String, Map<BurnRule, RuleState>> rules = new HashMap<>();
        for (StateFields each : fields.objects("rules")) {
            BurnRule rule = new BurnRule(
                    Severity.ofLabel(each.text("severity")),
                    each.duration("long"),
                    each.duration("short"),
                    each.decimal("share"));
            rules.computeIfAbsent(each.text("slo"), slo -> new HashMap<>())
                    .put(rule, new RuleState(true, each.flag("noData"), each.instant("since")));
        }
        Map<Location, HardDownState> hardDown = new TreeMap<>();
        for (StateFields each : fields.objects("hardDown")) {
            hardDown.put(
                    new Location(each.text("location")),
                    new HardDownState(
                            each.instant("cursor"),
                            Math.toIntExact(each.number("bad")),
                            Math.toIntExact(each.number("good")),
                            each.instantOrNull("firstBad"),
                            each.instantOrNull("since")));
        }
        return new CheckMemory(rules, hardDown);
    }

    private static Map<String, Object> ruleMap(String slo, BurnRule rule, RuleState state) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("slo", slo);
        map.put("severity", rule.severity().label());
        map.put("long", rule.longWindow().toString());
        map.put("short", rule.shortWindow().toString());
        map.put("share", rule.share().toPlainString());
        map.put("noData", state.noData());
        putInstant(map, "since", state.since());
        return map;
    }

    private static Map<String, Object> hardDownMap(Location location, HardDownState state) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("location", location.value());
        map.put("cursor", state.cursor().toString());
        map.put("bad", state.badInRow());
        map.put("good", state.goodInRow());
        putInstant(map, "firstBad", state.firstBad());
        putInstant(map, "since", state.since());
        return map;
    }

    private static void putInstant(Map<String, Object> map, String key, @Nullable Instant instant) {
        if (instant != null) {
            map.put(key, instant.toString());
        }
    }
}
