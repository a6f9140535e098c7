package dev.sonde.collector;

import dev.sonde.collector.api.IncidentDesk;
import dev.sonde.collector.incident.Incident;
import dev.sonde.collector.store.IncidentRecords;
import dev.sonde.collector.watch.Watch;
import java.util.List;
import java.util.Optional;

/** Incidents as people ask for them, and their word on one carried to the watch. Blocks; workers. */
final class PeoplesDesk implements IncidentDesk {
    private final IncidentRecords records;
    private final Watch watch;

    PeoplesDesk(IncidentRecords records, Watch watch) {
        this.records = records;
        this.watch = watch;
    }

    @Override
    public List<Incident> find(Query query) {
        return records.find(query.state(), query.priority(), query.handler(), query.from(), query.to(), query.limit());
    }

    @Override
    public Optional<Incident> find(String id) {
        return records.find(id);
    }

    @Override
    public Answered acknowledge(String id, String by) {
        Optional<Incident> acknowledged =
                watch.acknowledge(id, by).toCompletableFuture().join();
        if (acknowledged.isPresent()) {
            return new Answered.Done(acknowledged.get());
        }
        return records.find(id).isEmpty()
                ? new Answered.Unknown()
                : new Answered.Refused("incident: resolved (expected: an open one)");
    }

    @Override
    public Answered resolve(String id, String by) {
        Optional<Incident> after =
                watch.resolve(id, by).toCompletableFuture().join().or(() -> records.find(id));
        if (after.isEmpty()) {
            return new Answered.Unknown();
        }
        return after.get().isOpen()
                ? new Answered.Refused("incident: a cause still fires (expected: every cause has ended)")
                : new Answered.Done(after.get());
    }
}
