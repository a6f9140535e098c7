package dev.sonde.contract.yaml;

import dev.sonde.contract.check.Check;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.check.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The sections {@code checks} and {@code defaults}: every key, described once. */
public final class CheckKeys {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(10);

    public static final Key<CheckName> NAME =
            Key.required("name", Scalars.name(CheckName::new), "unique among all checks");
    public static final Key<String> SERVICE =
            Key.optional("service", Scalars.line(100), "the service it belongs to; a label of its metrics");
    public static final Key<String> OWNER = Key.optional("owner", Scalars.line(100), "who answers for it");
    public static final Key<String> PURPOSE =
            Key.optional("purpose", Scalars.line(300), "why it matters, for the person woken");
    public static final Key<String> RUNBOOK = Key.optional("runbook", Urls.page(), "the page that helps");
    public static final Key<String> PRIORITY = Key.withDefault(
            "priority",
            Scalars.word(Function.identity(), List.of("urgent", "normal", "low")),
            Check.DEFAULT_PRIORITY,
            "a name of the response policy");
    public static final Key<Map<String, String>> LABELS = Key.optional(
            "labels",
            MapShape.of(LabelNames.scalar(), Scalars.line(200)),
            "carried to metrics and webhooks; those of `defaults` are added. Names that Sonde sets are taken: "
                    + String.join(", ", LabelNames.TAKEN));
    public static final Key<Duration> INTERVAL = Key.withDefault(
            "interval",
            Scalars.duration(Plan.MIN_INTERVAL, Plan.MAX_INTERVAL),
            Durations.format(Check.DEFAULT_INTERVAL),
            "between planned runs");
    public static final Key<Duration> TIMEOUT = Key.withDefault(
            "timeout",
            Scalars.duration(MIN_TIMEOUT, CommonKeys.LONGEST),
            Durations.format(Check.DEFAULT_TIMEOUT),
            "of one run, from its actual start to the last byte; may exceed the interval");
    public static final Key<List<Location>> LOCATIONS = Key.optional(
            "locations", ListShape.of(Scalars.name(Location::new)), "where it runs; left out: at every location");
    public static final Key<Integer> HARD_DOWN = Key.withDefault(
            "hard_down",
            Scalars.whole(0, 100),
            String.valueOf(Check.DEFAULT_HARD_DOWN),
            "consecutive bad slots that page, whatever the budget says; 0 is off");
    static final Key<Duration> WARN = Key.withDefault(
            "warn",
            Scalars.durationOrOff(Duration.ofDays(3650)),
            Durations.format(Check.DEFAULT_CERTIFICATE_WARN),
            "a ticket when the certificate has less time left; 0 is off");
    public static final Key<MappingView> CERTIFICATE =
            Key.optional("certificate", Block.of("certificate", WARN), "a ticket, not a failure, before it expires");

    private static final List<Key<?>> KEYS = List.of(
            NAME,
            SERVICE,
            OWNER,
            PURPOSE,
            RUNBOOK,
            PRIORITY,
            LABELS,
            INTERVAL,
            TIMEOUT,
            LOCATIONS,
            HARD_DOWN,
            CERTIFICATE,
            ConductKeys.CONFIRM,
            ConductKeys.HOURS,
            ConductKeys.AT,
            ConductKeys.DEEP,
            ConductKeys.EVIDENCE);

    /** What is one check's alone. */
    private static final Set<Key<?>> OWN = Set.of(NAME, PURPOSE, ConductKeys.AT, ConductKeys.DEEP);

    /** One check. */
    public static final Block CHECK = Block.of("a check", keys(KEYS.stream(), Protocols.keys()))
            .exactlyOneOf(keys(Stream.of(), Protocols.keys()));

    /** What may be said once for all checks. */
    public static final Block DEFAULTS =
            Block.of("defaults", keys(KEYS.stream().filter(key -> !OWN.contains(key)), Protocols.defaults()));

    private CheckKeys() {}

    private static Key<?>[] keys(Stream<Key<?>> first, List<Key<MappingView>> last) {
        return Stream.concat(first, last.stream()).toArray(Key<?>[]::new);
    }
}
