package dev.sonde.contract.report;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.HdrBuckets;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.SlotWord;
import dev.sonde.contract.result.UnknownReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Batches for tests: the documented example, and seeded random ones over every field. */
final class Batches {
    private Batches() {}

    /** The example of docs/batch-format.md: two slots of one check, a success of 1500 us and a 503. */
    static Batch example() {
        Plan plan = new Plan(10_000_000_000L, 0, 5_000_000_000L);
        long firstSlot = 180_000_000;
        Evidence evidence = new Evidence(
                firstSlot + 1,
                Instant.ofEpochSecond(1_800_000_010L),
                Outcome.failure(FailureReason.HTTP_STATUS),
                "503",
                "10.0.0.7:443",
                503,
                900_000,
                Map.of(Phase.PROCESSING, 800_000L));
        CheckInterval interval = new CheckInterval(
                new CheckName("shop"),
                plan,
                firstSlot,
                SlotWords.of(SlotWord.GOOD, SlotWord.bad(FailureReason.HTTP_STATUS)),
                List.of(new LimitWords(
                        Duration.ofMillis(1),
                        SlotWords.of(SlotWord.bad(FailureReason.TOO_SLOW), SlotWord.bad(FailureReason.HTTP_STATUS)))),
                new Latencies(SparseHistogram.ofMicros(1500), Map.of(Phase.PROCESSING, SparseHistogram.ofMicros(1200))),
                new Latencies(SparseHistogram.ofMicros(900), Map.of(Phase.PROCESSING, SparseHistogram.ofMicros(800))),
                0,
                Instant.ofEpochSecond(1_810_000_000L),
                List.of(evidence),
                List.of());
        return new Batch(
                "eu-1",
                0x0123456789ABCDEFL,
                7,
                "r1",
                Instant.ofEpochSecond(1_800_000_012L, 500_000_000),
                SparseHistogram.ofMicros(100, 100),
                SparseHistogram.EMPTY,
                0,
                List.of(interval));
    }

    /** The example of version 2 in docs/batch-format.md: the same, with all that evidence may hold, and a confirmation. */
    static Batch traced() {
        Batch example = example();
        CheckInterval interval = example.intervals().get(0);
        Evidence evidence = interval.evidence().get(0);
        Trail trail = new Trail(
                "0af7651916cd43dd8448eb211c80319c",
                List.of("10.0.0.7", "10.0.0.8"),
                List.of(new Trail.Hop(
                        "", "https://shop/", "10.0.0.7:443", 503, 0, Map.of(Phase.PROCESSING, 800_000L), "")),
                List.of(new Trail.Note("server", "x")),
                "oops",
                new Trail.CertificateSummary(
                        "CN=shop",
                        "CN=ca",
                        List.of("shop"),
                        Instant.ofEpochSecond(1_790_000_000L),
                        Instant.ofEpochSecond(1_810_000_000L),
                        "ab12",
                        "TLSv1.3",
                        "AES"),
                new Trail.Unmet("status", "503", "2xx"),
                List.of(new Trail.Note("protocol", "h2")));
        CheckInterval traced = new CheckInterval(
                interval.check(),
                interval.plan(),
                interval.firstSlot(),
                interval.words(),
                interval.limits(),
                interval.success(),
                interval.failure(),
                0,
                interval.certificateExpiry(),
                List.of(new Evidence(
                        EvidenceKind.DEEP,
                        evidence.slot(),
                        evidence.startedAt(),
                        evidence.outcome(),
                        evidence.detail(),
                        evidence.address(),
                        503,
                        900_000,
                        evidence.phaseNanos(),
                        50_000,
                        trail)),
                List.of(
                        new Confirmation(interval.firstSlot() - 3, Outcome.SUCCESS),
                        new Confirmation(interval.firstSlot() + 1, null)));
        return new Batch(
                example.agent(),
                example.incarnation(),
                example.sequence(),
                example.configRevision(),
                example.sentAt(),
                example.scheduleDelay(),
                example.eventLoopLag(),
                0,
                List.of(traced));
    }

    static Batch random(Random random) {
        int count = random.nextInt(4);
        List<CheckInterval> intervals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            intervals.add(interval(random));
        }
        return new Batch(
                text(random, 1 + random.nextInt(20)),
                random.nextLong(),
                1 + (random.nextLong() >>> (1 + random.nextInt(62))) / 2,
                text(random, random.nextInt(20)),
                time(random),
                histogram(random),
                histogram(random),
                random.nextLong() >>> (1 + random.nextInt(63)),
                intervals);
    }

    static CheckInterval interval(Random random) {
        long interval = 100_000_000L * (1 + random.nextInt(random.nextBoolean() ? 10 : 864_000));
        long timeout = 1 + random.nextInt(1000) * 86_400_000_000L;
        Plan plan = new Plan(interval, (long) (random.nextDouble() * interval), timeout);
        long minuteStart = (random.nextInt(60_000_000) - 1_000_000) * 60_000_000_000L;
        long firstSlot = plan.slotAfter(minuteStart - 1);
        int most = (int) Math.max(1, plan.slotsBetween(minuteStart - 1, minuteStart + 59_999_999_999L));
        int slots = 1 + random.nextInt(most);
        List<LimitWords> limits = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            limits.add(new LimitWords(Duration.ofNanos(1 + random.nextInt() & 0x7FFFFFFF | 1), words(random, slots)));
        }
        List<Evidence> evidence = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            evidence.add(evidence(random, firstSlot + random.nextInt(slots)));
        }
        return new CheckInterval(
                new CheckName("check-" + random.nextInt(1000)),
                plan,
                firstSlot,
                words(random, slots),
                limits,
                latencies(random),
                latencies(random),
                random.nextInt(3),
                random.nextBoolean() ? time(random) : null,
                evidence,
                confirmations(random, firstSlot));
    }

    private static List<Confirmation> confirmations(Random random, long firstSlot) {
        List<Confirmation> confirmations = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            confirmations.add(new Confirmation(
                    firstSlot + random.nextInt(200) - 100, random.nextBoolean() ? outcome(random) : null));
        }
        return confirmations;
    }

    static SlotWords words(Random random, int slots) {
        List<SlotWord> all = new ArrayList<>(List.of(SlotWord.NONE, SlotWord.GOOD));
        for (FailureReason reason : FailureReason.values()) {
            all.add(SlotWord.bad(reason));
        }
        for (UnknownReason reason : UnknownReason.values()) {
            all.add(SlotWord.unknown(reason, true));
            all.add(SlotWord.unknown(reason, false));
        }
        SlotWord[] words = new SlotWord[slots];
        SlotWord current = SlotWord.GOOD;
        for (int i = 0; i < slots; i++) {
            if (random.nextInt(4) == 0) {
                current = all.get(random.nextInt(all.size()));
            }
            words[i] = current;
        }
        return SlotWords.of(words);
    }

    static Latencies latencies(Random random) {
        Map<Phase, SparseHistogram> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            if (random.nextBoolean()) {
                phases.put(phase, histogram(random));
            }
        }
        SortedMap<String, SparseHistogram> steps = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            steps.put("step-" + random.nextInt(9), histogram(random));
        }
        return new Latencies(histogram(random), phases, steps);
    }

    static SparseHistogram histogram(Random random) {
        long[] values = new long[random.nextInt(4) == 0 ? 0 : random.nextInt(30)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong(1L << random.nextInt(38));
        }
        SparseHistogram histogram = SparseHistogram.ofMicros(values);
        if (!histogram.isEmpty() && random.nextInt(5) == 0) {
            return histogram.plus(SparseHistogram.ofPairs(
                    new int[] {random.nextInt(HdrBuckets.MAX_INDEX + 1)}, new long[] {1 + random.nextInt(1_000_000)}));
        }
        return histogram;
    }

    private static Evidence evidence(Random random, long slot) {
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            if (random.nextBoolean()) {
                phases.put(phase, random.nextLong(1L << random.nextInt(40)));
            }
        }
        return new Evidence(
                EvidenceKind.values()[random.nextInt(EvidenceKind.values().length)],
                slot,
                time(random),
                outcome(random),
                text(random, random.nextInt(60)),
                random.nextBoolean() ? "192.0.2." + random.nextInt(256) + ":443" : null,
                random.nextInt(600),
                random.nextLong(1L << random.nextInt(45)),
                phases,
                random.nextLong(1L << random.nextInt(45)),
                random.nextBoolean() ? trail(random) : Trail.NONE);
    }

    private static Trail trail(Random random) {
        List<Trail.Hop> hops = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            hops.add(new Trail.Hop(
                    text(random, random.nextInt(10)),
                    text(random, random.nextInt(80)),
                    text(random, random.nextInt(20)),
                    random.nextInt(600),
                    random.nextLong(1L << random.nextInt(40)),
                    Map.of(Phase.CONNECT, random.nextLong(1L << random.nextInt(40))),
                    text(random, random.nextInt(40))));
        }
        return new Trail(
                random.nextBoolean() ? String.format("%032x", 1 + random.nextInt(1_000_000)) : "",
                texts(random),
                hops,
                notes(random),
                text(random, random.nextInt(300)),
                random.nextBoolean()
                        ? new Trail.CertificateSummary(
                                text(random, random.nextInt(90)),
                                text(random, random.nextInt(90)),
                                texts(random),
                                time(random),
                                time(random),
                                text(random, random.nextInt(64)),
                                text(random, random.nextInt(9)),
                                text(random, random.nextInt(30)))
                        : null,
                random.nextBoolean()
                        ? new Trail.Unmet(
                                text(random, random.nextInt(30)),
                                text(random, random.nextInt(90)),
                                text(random, random.nextInt(90)))
                        : null,
                notes(random));
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            texts.add(text(random, random.nextInt(30)));
        }
        return texts;
    }

    private static List<Trail.Note> notes(Random random) {
        return texts(random).stream()
                .map(value -> new Trail.Note(text(random, random.nextInt(20)), value))
                .toList();
    }

    private static Outcome outcome(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Outcome.SUCCESS;
            case 1 -> Outcome.failure(FailureReason.values()[random.nextInt(FailureReason.values().length)]);
            default -> Outcome.unknown(UnknownReason.values()[random.nextInt(UnknownReason.values().length)]);
        };
    }

    private static Instant time(Random random) {
        return Instant.ofEpochSecond(random.nextLong(4_000_000_000L) - 100_000, random.nextInt(1_000_000_000));
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int kind = random.nextInt(10);
            text.appendCodePoint(
                    kind < 8
                            ? ' ' + random.nextInt(95)
                            : kind < 9 ? 0x400 + random.nextInt(200) : 0x1F600 + random.nextInt(50));
        }
        return text.toString();
    }
}
