package dev.sonde.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.collector.slots.SlotCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a process that writes: nothing acknowledged is lost, nothing counts twice. */
class KilledProcessIT {
    private static final int LIVES = 3;
    private static final int ACKNOWLEDGED_PER_LIFE = 200;

    @TempDir
    private Path root;

    @Test
    void acknowledgedBatchesOutliveKills_andNoneCountsTwice() throws Exception {
        Path data = root.resolve("data");
        int last = 0;
        for (int life = 0; life < LIVES; life++) {
            last = runAndKill(data, last + 1);
        }

        StoreFixture fixture = new StoreFixture(data);
        fixture.clock.advance(Duration.ofDays(30));
        SlotCounts counts = count(fixture);
        long duplicates = 0;
        int beyond = 0;
        for (int n = 1; n <= last + 1_000; n++) {
            boolean duplicate = fixture.append(StoreFixture.good(n))
                    .toCompletableFuture()
                    .join()
                    .duplicate();
            assertThat(duplicate || n > last)
                    .as("acknowledged batch " + n + " of " + last)
                    .isTrue();
            duplicates += duplicate ? 1 : 0;
            beyond += duplicate && n > last ? 1 : 0;
        }

        // What was committed and not yet acknowledged at the kills may be there: once, like all others.
        assertThat(counts.good()).isEqualTo(duplicates).isEqualTo(last + beyond);
        assertThat(count(fixture).good()).isEqualTo(last + 1_000);
        fixture.close();
    }

    private static SlotCounts count(StoreFixture fixture) {
        return fixture.store
                .look(state -> state.slots()
                        .counting(dev.sonde.collector.slots.Indicator.outcomeOf(StoreFixture.CHECK))
                        .count(StoreFixture.START, StoreFixture.START.plus(Duration.ofDays(30))))
                .toCompletableFuture()
                .join();
    }

    /** Returns the number of the last batch that was acknowledged before the kill. */
    private static int runAndKill(Path data, int first) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingWriter.class.getName(),
                        data.toString(),
                        Integer.toString(first)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int last = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < ACKNOWLEDGED_PER_LIFE; i++) {
                last = Integer.parseInt(out.readLine());
                if (i == 0) {
                    assertThatThrownBy(() -> new StoreFixture(data))
                            .isInstanceOf(UnusableStoreException.class)
                            .hasMessageContaining("in use by another process");
                }
            }
            // By its handle: the process itself would close the stream and hide what was acknowledged last.
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = Integer.parseInt(line);
            }
        }
        return last;
    }
}
