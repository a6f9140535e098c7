package dev.sonde.collector.exposition;

import java.util.List;

/** Takes the points of a page and writes each family of them. One page; one thread. */
interface PageFamilies extends PointSink {
    /** The families that have points, by name. */
    void addTo(List<byte[]> pieces);
}
