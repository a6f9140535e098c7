package dev.sonde.collector.exposition;

/** Writes the points of a page, which come family by family. One page; one thread. */
interface PageFamilies extends PointSink {
    /** No more points come. */
    void end();
}
