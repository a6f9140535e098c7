package dev.sonde.collector.exposition;

import dev.sonde.collector.telemetry.CollectorMeters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Gives pages to scrapers. Those who ask for the same page while it is being made share it: it is never made twice at once,
 * and who joins late gets numbers no older than the rendering takes. Pages are made on the executor; asking never blocks,
 * any thread.
 */
public final class SharedPages {
    private final Exposition exposition;
    private final Executor workers;
    private final LongSupplier nanoTime;
    private final CollectorMeters meters;
    private final Map<Key, CompletableFuture<MetricsPage>> underWay = new HashMap<>();

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
        return gzipped
                ? shared(format, true, () -> page(format, false).thenApplyAsync(SharedPages::gzip, workers))
                : shared(format, false, () -> CompletableFuture.supplyAsync(() -> render(format), workers));
    }

    private CompletionStage<MetricsPage> shared(
            MetricsFormat format, boolean gzipped, Supplier<CompletionStage<MetricsPage>> making) {
        Key key = new Key(format, gzipped);
        CompletableFuture<MetricsPage> page = new CompletableFuture<>();
        synchronized (underWay) {
            CompletableFuture<MetricsPage> other = underWay.putIfAbsent(key, page);
            if (other != null) {
                return other.minimalCompletionStage();
            }
        }
        CompletionStage<MetricsPage> made;
        try {
            made = making.get();
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

    private MetricsPage render(MetricsFormat format) {
        long start = nanoTime.getAsLong();
        try {
            List<byte[]> pieces = exposition.render(format);
            meters.pageRendered(format.label(), Duration.ofNanos(nanoTime.getAsLong() - start));
            return new MetricsPage(format, false, pieces);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetricsPage gzip(MetricsPage plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length() / 8 + 512);
        try (OutputStream gzip = new FastGzip(packed)) {
            for (byte[] piece : plain.pieces()) {
                gzip.write(piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MetricsPage(plain.format(), true, List.of(packed.toByteArray()));
    }

    private record Key(MetricsFormat format, boolean gzipped) {}

    /** Fastest level: pages repeat themselves so much that better ones gain little. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
