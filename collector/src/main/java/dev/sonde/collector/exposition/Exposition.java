package dev.sonde.collector.exposition;

import java.io.IOException;
import java.util.List;

/**
 * Writes all metrics of one moment. The writer behind it may be replaced, the numbers may not. Takes as long as it takes:
 * for workers, never for an event loop; any number of threads.
 */
public interface Exposition {
    /** The page in this format, not compressed, in pieces one behind the other. They are not to be changed. */
    List<byte[]> render(MetricsFormat format) throws IOException;
}
