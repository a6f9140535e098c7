package dev.sonde.collector.exposition;

import dev.sonde.collector.telemetry.CollectorMeters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Gives pages to scrapers. Those who ask for the same page while it is being made share it: it is never made twice at once,
 * and who joins late gets numbers no older than the rendering takes. A page that goes out gzipped is packed while it is made
 * and never held as it was; who wants the other form of one that is being made gets it made of that one. Pages are made on
 * the executor; asking never blocks, any thread.
 */
public final class SharedPages {
    private static final int CHUNK = 256 * 1024;

    private final Exposition exposition;
    private final Executor workers;
    private final LongSupplier nanoTime;
    private final CollectorMeters meters;
    private final Map<Key, Making> underWay = new HashMap<>();

    /**
     * @param workers threads that may be held for as long as a page takes
     * @param nanoTime monotonic
     */
    public SharedPages(Exposition exposition, Executor workers, LongSupplier nanoTime, CollectorMeters meters) {
        this.exposition = exposition;
        this.workers = workers;
        this.nanoTime = nanoTime;
        this.meters = meters;
    }

    /** The page, made for this caller or for one just before it. Completes on a worker. */
    public CompletionStage<MetricsPage> page(MetricsFormat format, boolean gzipped) {
        Key key = new Key(format, gzipped);
        CompletableFuture<MetricsPage> page = new CompletableFuture<>();
        Making other;
        synchronized (underWay) {
            Making same = underWay.get(key);
            if (same != null) {
                return same.page.minimalCompletionStage();
            }
            other = underWay.get(new Key(format, !gzipped));
            underWay.put(key, new Making(page, other == null || !other.rendered));
        }
        CompletionStage<MetricsPage> made;
        try {
            made = other != null && other.rendered
                    ? other.page.thenApplyAsync(gzipped ? SharedPages::packed : SharedPages::unpacked, workers)
                    : CompletableFuture.supplyAsync(() -> render(format, gzipped), workers);
        } catch (RuntimeException e) {
            made = CompletableFuture.failedFuture(e);
        }
        made.whenComplete((result, failure) -> {
            synchronized (underWay) {
                underWay.remove(key);
            }
            if (failure != null) {
                page.completeExceptionally(failure);
            } else {
                page.complete(result);
            }
        });
        return page.minimalCompletionStage();
    }

    private MetricsPage render(MetricsFormat format, boolean gzipped) {
        long start = nanoTime.getAsLong();
        try {
            MetricsPage page = gzipped
                    ? packed(format, sink -> exposition.render(format, sink))
                    : new MetricsPage(format, false, exposition.render(format));
            meters.pageRendered(format.label(), Duration.ofNanos(nanoTime.getAsLong() - start));
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetricsPage packed(MetricsPage plain) {
        try {
            return packed(plain.format(), sink -> plain.pieces().forEach(piece -> sink.add(piece, piece.length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetricsPage packed(MetricsFormat format, Writing writing) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(CHUNK);
        try (OutputStream gzip = new FastGzip(packed)) {
            writing.to((bytes, length) -> {
                try {
                    gzip.write(bytes, 0, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return new MetricsPage(format, true, List.of(packed.toByteArray()));
    }

    private static MetricsPage unpacked(MetricsPage gzipped) {
        Pieces pieces = new Pieces();
        byte[] some = new byte[CHUNK];
        try (InputStream in =
                new GZIPInputStream(new ByteArrayInputStream(gzipped.pieces().get(0)), 8192)) {
            for (int read = in.readNBytes(some, 0, some.length); read > 0; read = in.readNBytes(some, 0, some.length)) {
                pieces.add(some, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MetricsPage(gzipped.format(), false, pieces.list());
    }

    /** Writes a page. */
    private interface Writing {
        void to(PageSink sink) throws IOException;
    }

    /**
     * A page that is being made.
     *
     * @param rendered whether of the numbers themselves, and not of another page: who is given something made of it gets
     *     numbers that are as new
     */
    private record Making(CompletableFuture<MetricsPage> page, boolean rendered) {}

    private record Key(MetricsFormat format, boolean gzipped) {}

    /** Fastest level: pages repeat themselves so much that better ones gain little. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
