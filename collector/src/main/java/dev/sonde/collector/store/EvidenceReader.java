package dev.sonde.collector.store;

import dev.sonde.collector.evidence.EvidenceArchive;
import dev.sonde.collector.evidence.EvidenceQuery;
import dev.sonde.collector.evidence.KeptRun;
import dev.sonde.contract.check.Location;
import dev.sonde.contract.report.EvidenceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks up kept runs, as they were committed. Blocks; any worker thread. */
final class EvidenceReader implements EvidenceArchive {
    /** Beyond these a time of day has more nanoseconds than a long. */
    private static final Instant EARLIEST = Instant.parse("1700-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final Readers readers;

    EvidenceReader(Readers readers) {
        this.readers = readers;
    }

    @Override
    public List<KeptRun> find(EvidenceQuery query) {
        StringBuilder where = new StringBuilder("check_name = ? AND started_at_ns >= ? AND started_at_ns < ?");
        List<Object> parameters =
                new ArrayList<>(List.of(query.check().value(), nanos(query.from()), nanos(query.to())));
        Location location = query.location();
        if (location != null) {
            where.append(" AND location = ?");
            parameters.add(location.value());
        }
        EvidenceKind kind = query.kind();
        if (kind != null) {
            where.append(" AND kind = ?");
            parameters.add(kind.code());
        }
        parameters.add(query.limit());
        return readers.read(sql -> sql.list(
                "SELECT location, run FROM series JOIN evidence ON evidence.series = series.id WHERE " + where
                        + " ORDER BY started_at_ns DESC, slot DESC, kind LIMIT ?",
                row -> new KeptRun(new Location(row.getString(1)), EvidenceTables.decode(row.getBytes(2))),
                parameters.toArray()));
    }

    private static long nanos(Instant at) {
        Instant within = at.isBefore(EARLIEST) ? EARLIEST : at.isAfter(LATEST) ? LATEST : at;
        return EvidenceTables.epochNanos(within);
    }
}
