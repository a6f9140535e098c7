package dev.sonde.collector.store;

import dev.sonde.collector.slots.SlotKey;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.Phase;
import dev.sonde.contract.result.UnknownReason;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What was seen last of each key beside its slots: the newest failures and the certificate. In memory and at rest; the
 * writer's thread.
 */
final class EvidenceTables {
    /** Failures kept per check and location. */
    static final int MOST_PER_KEY = 10;

    private static final Comparator<Evidence> BY_START =
            Comparator.comparing(Evidence::startedAt).thenComparingLong(Evidence::slot);

    private final Sql sql;
    private final SeriesIds series;
    private final Map<SlotKey, NavigableSet<Evidence>> newest = new HashMap<>();
    private final Map<SlotKey, Certificate> certificates = new HashMap<>();

    private record Certificate(Instant expiry, long plannedNanos) {}

    EvidenceTables(Sql sql, SeriesIds series) {
        this.sql = sql;
        this.series = series;
        sql.list(
                "SELECT check_name, location, details FROM evidence JOIN series ON series.id = evidence.series",
                row -> ofKey(key(row.getString(1), row.getString(2))).add(decode(row.getString(3))));
        sql.list(
                "SELECT check_name, location, expires_at_ms, planned_ns FROM certificate"
                        + " JOIN series ON series.id = certificate.series",
                row -> certificates.put(
                        key(row.getString(1), row.getString(2)),
                        new Certificate(Instant.ofEpochMilli(row.getLong(3)), row.getLong(4))));
    }

    /** Keeps what an interval that was taken has seen. */
    void add(Location location, CheckInterval interval) {
        SlotKey key = new SlotKey(interval.check(), location);
        interval.evidence().forEach(evidence -> add(key, evidence));
        Instant expiry = interval.certificateExpiry();
        long planned = interval.plan().plannedEpochNanos(interval.firstSlot());
        Certificate before = certificates.get(key);
        if (expiry == null || (before != null && before.plannedNanos > planned)) {
            return;
        }
        certificates.put(key, new Certificate(expiry, planned));
        if (before == null || !before.expiry.equals(expiry)) {
            sql.update(
                    "INSERT OR REPLACE INTO certificate (series, expires_at_ms, planned_ns) VALUES (?, ?, ?)",
                    series.of(key),
                    expiry.toEpochMilli(),
                    planned);
        }
    }

    /** The newest failures, oldest first. */
    Collection<Evidence> newest(SlotKey key) {
        return newest.getOrDefault(key, new TreeSet<>(BY_START));
    }

    @Nullable
    Instant certificateExpiry(SlotKey key) {
        Certificate certificate = certificates.get(key);
        return certificate == null ? null : certificate.expiry;
    }

    private void add(SlotKey key, Evidence evidence) {
        NavigableSet<Evidence> kept = ofKey(key);
        boolean isOlderThanAll = kept.size() == MOST_PER_KEY && BY_START.compare(evidence, kept.first()) < 0;
        if (isOlderThanAll || !kept.add(evidence)) {
            return;
        }
        long id = series.of(key);
        sql.update(
                "INSERT OR REPLACE INTO evidence (series, started_at_ns, slot, details) VALUES (?, ?, ?, ?)",
                id,
                epochNanos(evidence),
                evidence.slot(),
                encode(evidence));
        while (kept.size() > MOST_PER_KEY) {
            Evidence oldest = kept.first();
            kept.remove(oldest);
            sql.update(
                    "DELETE FROM evidence WHERE series = ? AND started_at_ns = ? AND slot = ?",
                    id,
                    epochNanos(oldest),
                    oldest.slot());
        }
    }

    private NavigableSet<Evidence> ofKey(SlotKey key) {
        return newest.computeIfAbsent(key, none -> new TreeSet<>(BY_START));
    }

    private static long epochNanos(Evidence evidence) {
        Instant at = evidence.startedAt();
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }

    private static SlotKey key(String check, String location) {
        return new SlotKey(new CheckName(check), new Location(location));
    }

    private static String encode(Evidence evidence) {
        JsonObject phases = new JsonObject();
        evidence.phaseNanos().forEach((phase, nanos) -> phases.put(Integer.toString(phase.code()), nanos));
        JsonObject json = new JsonObject()
                .put("slot", evidence.slot())
                .put("startedAt", evidence.startedAt().toString())
                .put("detail", evidence.detail())
                .put("address", evidence.address())
                .put("status", evidence.status())
                .put("durationNanos", evidence.durationNanos())
                .put("phaseNanos", phases);
        if (evidence.outcome() instanceof Outcome.Failure failure) {
            json.put("failure", failure.reason().code());
        } else if (evidence.outcome() instanceof Outcome.Unknown unknown) {
            json.put("unknown", unknown.reason().code());
        }
        return json.encode();
    }

    private static Evidence decode(String text) {
        JsonObject json = new JsonObject(text);
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        JsonObject stored = json.getJsonObject("phaseNanos");
        for (String code : List.copyOf(stored.fieldNames())) {
            phases.put(Phase.ofCode(Integer.parseInt(code)), stored.getLong(code));
        }
        return new Evidence(
                json.getLong("slot"),
                Instant.parse(json.getString("startedAt")),
                outcome(json),
                json.getString("detail"),
                json.getString("address"),
                json.getInteger("status"),
                json.getLong("durationNanos"),
                phases);
    }

    private static Outcome outcome(JsonObject json) {
        Integer failure = json.getInteger("failure");
        if (failure != null) {
            return Outcome.failure(FailureReason.ofCode(failure));
        }
        Integer unknown = json.getInteger("unknown");
        return unknown == null ? Outcome.SUCCESS : Outcome.unknown(UnknownReason.ofCode(unknown));
    }
}
