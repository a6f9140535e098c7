package dev.sonde.collector.exposition;

import java.io.IOException;
import java.util.List;

/**
 * Writes all metrics of one moment. The writer behind it may be replaced, the numbers may not. Takes as long as it takes:
 * for workers, never for an event loop; any number of threads.
 */
@FunctionalInterface
public interface Exposition {
    /** Writes the page in this format, not compressed, in pieces one behind the other, as they are done. */
    void render(MetricsFormat format, PageSink page) throws IOException;

    /** The whole page, in pieces one behind the other. */
    default List<byte[]> render(MetricsFormat format) throws IOException {
        Pieces pieces = new Pieces();
        render(format, pieces);
        return pieces.list();
    }
}
