package dev.sonde.collector.evidence;

import java.util.List;

/** Where kept runs are looked up. Blocks; any worker thread. */
@FunctionalInterface
public interface EvidenceArchive {
    /** What is kept of it, newest first. */
    List<KeptRun> find(EvidenceQuery query);
}
