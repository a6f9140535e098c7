package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.collector.ingest.BatchLog;
import dev.sonde.collector.notify.OutboxMessage;
import dev.sonde.collector.watch.RoundBook;
import dev.sonde.contract.report.Batch;
import dev.sonde.contract.report.CheckInterval;
import dev.sonde.contract.report.Evidence;
import dev.sonde.contract.report.Latencies;
import dev.sonde.contract.report.SlotWords;
import dev.sonde.contract.result.FailureReason;
import dev.sonde.contract.result.Outcome;
import dev.sonde.contract.result.SlotWord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite says FULL when it may have no more pages: the same code path as a full disk. */
class FullDiskTest {
    @TempDir
    private Path root;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;
    private StoreFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new StoreFixture(root.resolve("data"));
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void close() {
        System.setErr(standardError);
        fixture.close();
    }

    @Test
    void batchesAreRefusedWhileTheDiskIsFull_andTakenAgainAfterwards() throws Exception {
        for (int n = 1; n <= 5; n++) {
            fixture.append(good(n)).toCompletableFuture().join();
        }
        limitPages(0);

        List<Integer> refused = new ArrayList<>();
        for (int n = 6; n < 60; n++) {
            try {
                fixture.append(good(n)).toCompletableFuture().join();
            } catch (CompletionException e) {
                assertThat(e.getCause()).isInstanceOf(BatchLog.NotKeptException.class);
                assertThat(e.getCause().getMessage()).doesNotContain("\n").isNotBlank();
                refused.add(n);
            }
        }
        long goodWhileFull = fixture.counts().good();
        String obstacle = fixture.store.obstacle();

        limitPages(100_000);
        fixture.nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
        for (int n : refused) {
            assertThat(fixture.append(good(n)).toCompletableFuture().join().duplicate())
                    .isFalse();
        }

        assertThat(refused).isNotEmpty();
        assertThat(goodWhileFull).isEqualTo(59 - refused.size());
        assertThat(obstacle).contains("sonde.db").contains("cannot be written").doesNotContain("\n");
        assertThat(fixture.store.obstacle()).isNull();
        assertThat(fixture.counts().good()).isEqualTo(59);
        assertThat(logged()).hasSize(2);
        assertThat(logged().get(0)).contains("cannot be written").contains("agents keep them until it can");
        assertThat(logged().get(1)).contains("can be written again");
        fixture.reopen();
        assertThat(fixture.counts().good()).isEqualTo(59);
    }

    @Test
    void roundsFailWithoutATraceWhileTheDiskIsFull() {
        fixture.append(good(1)).toCompletableFuture().join();
        limitPages(0);
        fixture.clock.advance(Duration.ofMinutes(10));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> fixture.store
                            .inRound(book -> {
                                long settled = book.slots().settleSilent(fixture.clock.instant());
                                fill(book);
                                return settled;
                            })
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(CompletionException.class);
        }

        assertThat(fixture.counts().unknown()).isZero();
        assertThat(logged()).hasSize(1);
    }

    private List<String> logged() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void fill(RoundBook book) {
        List<OutboxMessage> messages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            messages.add(new OutboxMessage(
                    "m" + i, "r", "i", "t", "x".repeat(4_000), StoreFixture.START, 0, StoreFixture.START));
        }
        book.owe(messages);
    }

    /** Each batch brings evidence that needs room. */
    private static Batch good(int n) {
        Evidence evidence = new Evidence(
                n,
                StoreFixture.START.plusSeconds(n),
                Outcome.failure(FailureReason.TIMEOUT),
                "x".repeat(500),
                null,
                0,
                1,
                Map.of());
        return Batches.batch(
                StoreFixture.AGENT.name(),
                n,
                1,
                new CheckInterval(
                        StoreFixture.CHECK,
                        StoreFixture.PLAN,
                        StoreFixture.firstSlot() + n,
                        SlotWords.of(SlotWord.GOOD),
                        List.of(),
                        Batches.latencies(1, n),
                        Latencies.EMPTY,
                        0,
                        null,
                        List.of(evidence),
                        List.of()));
    }

    private void limitPages(int more) {
        fixture.nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
        fixture.store
                .look(state -> {
                    Integer pages = state.sql().one("PRAGMA page_count", row -> row.getInt(1));
                    state.sql().one("PRAGMA max_page_count = " + (pages + more), row -> row.getInt(1));
                    return true;
                })
                .toCompletableFuture()
                .join();
    }
}
