package dev.sonde.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.delivery.BatchQueue.Parcel;
import dev.sonde.agent.telemetry.AgentTelemetry;
import dev.sonde.agent.telemetry.AgentTelemetry.BatchEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchQueueTest {
    private static final QueueLimits WIDE = new QueueLimits(100, 10_000, 1_000);
    private final AgentTelemetry telemetry = new AgentTelemetry();

    @TempDir
    private Path directory;

    private Path spool() {
        return directory.resolve("spool");
    }

    private BatchQueue queue(QueueLimits limits) {
        BatchQueue queue = new BatchQueue(new Spool(spool()), limits, telemetry, 1);
        queue.open();
        return queue;
    }

    private static byte[] batch(int content, int length) {
        byte[] batch = new byte[length];
        java.util.Arrays.fill(batch, (byte) content);
        return batch;
    }

    private static List<Integer> deliverAll(BatchQueue queue) {
        List<Integer> contents = new ArrayList<>();
        for (Parcel parcel = queue.first(); parcel != null; parcel = queue.first()) {
            contents.add((int) parcel.gzipped()[0]);
            queue.delivered(parcel);
        }
        return contents;
    }

    @Test
    void batches_comeOutInOrderAndOnlyDeliveredOnesGo() {
        BatchQueue queue = queue(WIDE);
        queue.add(batch(1, 10));
        queue.add(batch(2, 10));

        Parcel first = queue.first();
        queue.putBack();

        assertThat(queue.first().number()).isEqualTo(first.number());
        assertThat(deliverAll(queue)).containsExactly(1, 2);
        assertThat(queue.size()).isZero();
        assertThat(queue.bytes()).isZero();
        assertThat(telemetry.queuedBatches()).isZero();
        assertThat(telemetry.batches(BatchEvent.DELIVERED)).isEqualTo(2);
    }

    @Test
    void batchesOfEarlierLives_comeFirst() {
        queue(WIDE).add(batch(1, 10));
        queue(WIDE).add(batch(2, 10));
        BatchQueue third = queue(WIDE);
        third.add(batch(3, 10));

        assertThat(deliverAll(third)).containsExactly(1, 2, 3);
        assertThat(queue(WIDE).size()).isZero();
    }

    @Test
    void killBetweenDeliveryAndForgetting_deliversAgainAndLosesNothing() {
        BatchQueue killed = queue(WIDE);
        killed.add(batch(1, 10));
        killed.add(batch(2, 10));
        Parcel delivered = killed.first();
        assertThat(delivered).isNotNull();

        assertThat(deliverAll(queue(WIDE))).containsExactly(1, 2);
    }

    @Test
    void fullQueue_givesUpTheOldestAndCountsIt() {
        BatchQueue byCount = queue(new QueueLimits(3, 10_000, 1_000));
        for (int i = 1; i <= 5; i++) {
            byCount.add(batch(i, 10));
        }

        assertThat(byCount.dropped()).isEqualTo(2);
        assertThat(telemetry.batches(BatchEvent.DROPPED)).isEqualTo(2);
        assertThat(deliverAll(byCount)).containsExactly(3, 4, 5);

        BatchQueue byBytes = queue(new QueueLimits(100, 25, 1_000));
        for (int i = 1; i <= 4; i++) {
            byBytes.add(batch(i, 10));
        }
        assertThat(byBytes.dropped()).isEqualTo(2);
        assertThat(deliverAll(byBytes)).containsExactly(3, 4);
    }

    @Test
    void batchThatIsOnItsWay_isNotGivenUp() {
        BatchQueue queue = queue(new QueueLimits(2, 10_000, 1_000));
        queue.add(batch(1, 10));
        Parcel underWay = queue.first();

        queue.add(batch(2, 10));
        queue.add(batch(3, 10));
        queue.delivered(underWay);

        assertThat(deliverAll(queue)).containsExactly(3);
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void refusedBatch_isSetAsideAndTheNextOneIsFirst() throws IOException {
        BatchQueue queue = queue(WIDE);
        queue.add(batch(1, 10));
        queue.add(batch(2, 10));

        queue.rejected(queue.first());

        assertThat(deliverAll(queue)).containsExactly(2);
        assertThat(telemetry.batches(BatchEvent.REJECTED)).isEqualTo(1);
        try (Stream<Path> aside = Files.list(spool().resolve("rejected"))) {
            assertThat(aside)
                    .singleElement()
                    .satisfies(file -> assertThat(Files.readAllBytes(file)).isEqualTo(batch(1, 10)));
        }
    }

    @Test
    void tornBatch_isSkippedAndCounted() throws IOException {
        BatchQueue queue = queue(WIDE);
        queue.add(batch(1, 10));
        queue.add(batch(2, 10));
        try (Stream<Path> files = Files.list(spool())) {
            Path first = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
            byte[] damaged = Files.readAllBytes(first);
            damaged[damaged.length - 1] ^= 1;
            Files.write(first, damaged);
        }

        assertThat(deliverAll(queue)).containsExactly(2);
        assertThat(telemetry.batches(BatchEvent.TORN)).isEqualTo(1);
    }

    @Test
    void unwritableSpool_isBridgedByMemoryInOrderAndMovedToDiskLater() throws IOException {
        BatchQueue queue = queue(WIDE);
        queue.add(batch(1, 10));
        Path away = directory.resolve("away");
        Files.move(spool(), away);
        Files.createFile(spool());
        queue.add(batch(2, 10));
        queue.add(batch(3, 10));
        assertThat(telemetry.batches(BatchEvent.UNSPOOLED)).isEqualTo(2);

        Files.delete(spool());
        Files.move(away, spool());
        queue.add(batch(4, 10));

        assertThat(new Spool(spool()).open().stored()).hasSize(4);
        assertThat(deliverAll(queue)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void memory_isBoundedToo() throws IOException {
        Files.createFile(spool());
        BatchQueue queue = queue(new QueueLimits(100, 10_000, 25));
        for (int i = 1; i <= 4; i++) {
            queue.add(batch(i, 10));
        }

        assertThat(deliverAll(queue)).containsExactly(3, 4);
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void queueWithoutSpool_keepsEverythingInMemory() {
        BatchQueue queue = new BatchQueue(null, WIDE, telemetry, 1);
        queue.open();
        queue.add(batch(1, 10));
        queue.add(batch(2, 10));

        assertThat(deliverAll(queue)).containsExactly(1, 2);
        assertThat(telemetry.batches(BatchEvent.UNSPOOLED)).isZero();
    }
}
