package dev.sonde.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.collector.telemetry.CollectorMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SharedPagesTest {
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<MetricsFormat> rendered = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SharedPages pages = new SharedPages(this::render, work::add, () -> 0, new CollectorMeters(registry));
    private boolean broken;

    @Test
    void page_isMadeOnceForAllWhoAskMeanwhile() {
        CompletableFuture<MetricsPage> first = ask(MetricsFormat.TEXT, false);
        CompletableFuture<MetricsPage> second = ask(MetricsFormat.TEXT, false);
        CompletableFuture<MetricsPage> packed = ask(MetricsFormat.TEXT, true);
        CompletableFuture<MetricsPage> packedToo = ask(MetricsFormat.TEXT, true);

        doWork();

        assertThat(rendered).containsExactly(MetricsFormat.TEXT);
        assertThat(second.join()).isSameAs(first.join());
        assertThat(packedToo.join()).isSameAs(packed.join());
    }

    @Test
    void page_isMadeOnceForOneWhoAsksUnpackedWhileItIsPacked() throws IOException {
        CompletableFuture<MetricsPage> packed = ask(MetricsFormat.TEXT, true);
        CompletableFuture<MetricsPage> plain = ask(MetricsFormat.TEXT, false);
        CompletableFuture<MetricsPage> plainToo = ask(MetricsFormat.TEXT, false);

        doWork();

        assertThat(rendered).containsExactly(MetricsFormat.TEXT);
        assertThat(plainToo.join()).isSameAs(plain.join());
        assertThat(whole(plain.join())).asString().isEqualTo("text 1");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(whole(packed.join()))).readAllBytes())
                .isEqualTo(whole(plain.join()));
    }

    @Test
    void page_isMadeAnewForOneWhoAsksWhileAnOlderOneIsUnpacked() {
        CompletableFuture<MetricsPage> packed = ask(MetricsFormat.TEXT, true);
        CompletableFuture<MetricsPage> plain = ask(MetricsFormat.TEXT, false);
        Objects.requireNonNull(work.poll()).run();
        assertThat(packed).isCompleted();

        CompletableFuture<MetricsPage> packedLater = ask(MetricsFormat.TEXT, true);
        doWork();

        assertThat(rendered).hasSize(2);
        assertThat(packedLater.join()).isNotSameAs(packed.join());
        assertThat(whole(plain.join())).asString().isEqualTo("text 1");
    }

    @Test
    void page_isMadeAnewForTheNextScrape() {
        byte[] first = ask(MetricsFormat.TEXT, false, true);
        byte[] second = ask(MetricsFormat.TEXT, false, true);

        assertThat(first).asString().isEqualTo("text 1");
        assertThat(second).asString().isEqualTo("text 2");
    }

    @Test
    void formats_areMadeApart() {
        CompletableFuture<MetricsPage> text = ask(MetricsFormat.TEXT, false);
        CompletableFuture<MetricsPage> protobuf = ask(MetricsFormat.PROTOBUF, false);

        doWork();

        assertThat(text.join().format()).isEqualTo(MetricsFormat.TEXT);
        assertThat(protobuf.join().format()).isEqualTo(MetricsFormat.PROTOBUF);
        assertThat(rendered).containsExactly(MetricsFormat.TEXT, MetricsFormat.PROTOBUF);
    }

    @Test
    void gzip_unpacksToThePage() throws IOException {
        byte[] packed = ask(MetricsFormat.TEXT, true, true);

        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();

        assertThat(plain).asString().isEqualTo("text 1");
    }

    @Test
    void failure_reachesAllWhoAskedAndTheNextScrapeTriesAgain() {
        broken = true;
        CompletableFuture<MetricsPage> first = ask(MetricsFormat.TEXT, true);
        doWork();
        broken = false;

        assertThat(first).isCompletedExceptionally();
        assertThat(ask(MetricsFormat.TEXT, false, true)).asString().isEqualTo("text 2");
    }

    /** In three pieces written into one array, the first of them empty. */
    private void render(MetricsFormat format, PageSink page) throws IOException {
        rendered.add(format);
        if (broken) {
            throw new IOException("no numbers");
        }
        byte[] piece = new byte[20];
        page.add(piece, 0);
        for (String text : List.of(format.label() + " ", rendered.size() + "")) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, piece, 0, bytes.length);
            page.add(piece, bytes.length);
        }
    }

    private CompletableFuture<MetricsPage> ask(MetricsFormat format, boolean gzipped) {
        return pages.page(format, gzipped).toCompletableFuture();
    }

    private byte[] ask(MetricsFormat format, boolean gzipped, boolean now) {
        CompletableFuture<MetricsPage> page = ask(format, gzipped);
        doWork();
        return whole(page.join());
    }

    private static byte[] whole(MetricsPage page) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        page.pieces().forEach(whole::writeBytes);
        assertThat(page.length()).isEqualTo(whole.size());
        return whole.toByteArray();
    }

    private void doWork() {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }
}
