package dev.sonde.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.agent.probe.MissedRun;
import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.result.UnknownReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopRecordTest {
    private static final CheckName NAME = new CheckName("checkout-api");
    private static final Plan PLAN = plan(Duration.ofSeconds(10));

    @TempDir
    private Path directory;

    private static Plan plan(Duration interval) {
        return new Plan(interval.toNanos(), 5, 1_000_000_000);
    }

    private static StopRecord stoppedAt(Plan plan, long next) {
        return new StopRecord.Builder().stopped(NAME, plan, next).build();
    }

    @Test
    void slotsBetweenTheLives_areToldAsStopped() {
        StopRecord record = stoppedAt(PLAN, 1_000);

        assertThat(record.firstSlot(NAME, PLAN, 1_007)).isEqualTo(1_007);
        assertThat(record.missedBefore(NAME, PLAN, 1_007))
                .isEqualTo(new MissedRun(1_000, 7, UnknownReason.AGENT_STOPPED));
    }

    @Test
    void noSlotIsClaimedTwiceIfTheClockWentBack() {
        StopRecord record = stoppedAt(PLAN, 1_000);

        assertThat(record.firstSlot(NAME, PLAN, 990)).isEqualTo(1_000);
        assertThat(record.missedBefore(NAME, PLAN, 1_000)).isNull();
    }

    @Test
    void aClaimOfAClockThatWasFarAheadIsForgotten() {
        StopRecord record = stoppedAt(PLAN, 1_000_000);

        assertThat(record.firstSlot(NAME, PLAN, 990)).isEqualTo(990);
        assertThat(record.firstSlot(NAME, PLAN, 999_640)).isEqualTo(1_000_000); // an hour before it
        assertThat(record.missedBefore(NAME, PLAN, 990)).isNull();
    }

    @Test
    void ofALongAbsence_onlyTheNewestHourIsTold() {
        assertThat(stoppedAt(PLAN, 1_000).missedBefore(NAME, PLAN, 100_000))
                .isEqualTo(new MissedRun(99_640, 360, UnknownReason.AGENT_STOPPED));
    }

    @Test
    void ofManyChecks_eachTellsLess() {
        StopRecord.Builder many = new StopRecord.Builder();
        for (int i = 0; i < 4_000; i++) {
            many.stopped(new CheckName("check-" + i), PLAN, 1_000);
        }
        StopRecord record = many.build();

        // 20,000 minutes of all checks together are 5 of each, 30 slots
        assertThat(record.missedBefore(new CheckName("check-7"), PLAN, 100_000))
                .isEqualTo(new MissedRun(99_970, 30, UnknownReason.AGENT_STOPPED));
    }

    @Test
    void otherPlanOrUnknownCheck_tellsNothing() {
        StopRecord record = stoppedAt(PLAN, 1_000);

        assertThat(record.missedBefore(NAME, plan(Duration.ofSeconds(11)), 1_007))
                .isNull();
        assertThat(record.missedBefore(new CheckName("other"), PLAN, 1_007)).isNull();
        assertThat(record.firstSlot(NAME, plan(Duration.ofSeconds(11)), 3)).isEqualTo(3);
    }

    @Test
    void record_isTakenOnce() throws IOException {
        Path file = directory.resolve("stopped");
        stoppedAt(PLAN, 1_000).store(file);

        assertThat(StopRecord.take(file).missedBefore(NAME, PLAN, 1_001))
                .isEqualTo(new MissedRun(1_000, 1, UnknownReason.AGENT_STOPPED));
        assertThat(StopRecord.take(file).size()).isZero();
    }

    @Test
    void recordCutAnywhere_countsAsNone() throws IOException {
        Path file = directory.resolve("stopped");
        stoppedAt(PLAN, 1_000).store(file);
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(StopRecord.take(file).size())
                    .as("cut at byte %d", length)
                    .isZero();
        }
    }
}
