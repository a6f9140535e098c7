package dev.sonde.agent.probe.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {
    @ParameterizedTest
    @CsvSource({
        "5000,  5000,    0, false",
        "5000,  5500,  500, false",
        "5000,  5500,  550, false",
        "5000,  5500,  551, true",
        "5000, 10000, 9000, true",
    })
    void run_isShortOfItsTimeOnlyWhereNoMoreCouldBeGiven(long timeout, long elapsed, long stuck, boolean isShort) {
        assertThat(Deadline.isShort(nanos(timeout), nanos(elapsed), nanos(stuck)))
                .isEqualTo(isShort);
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @ParameterizedTest
    @CsvSource({
        // timeout, elapsed, late, given time before -> how much longer
        "5000,  5000,    0, false,    0",
        "5000,  5000,  300, false,  300",
        // the stall was at the end: the target had its time, and what lies in the socket is read
        "5000,  5300,  300, false,    1",
        "5000,  5300,  300, true,     0",
        "5000,  5300,  400, true,   100",
        // never more than as much again
        "5000,  5000, 5000, false, 5000",
        "5000,  9000, 8000, true,  1000",
        "5000, 10000, 9000, true,     0",
        "5000, 12000, 9000, true,     0",
        // and never more than ten seconds
        "60000, 60000, 30000, false, 10000",
        "60000, 70000, 40000, true,      0",
    })
    void run_isGivenBackWhatTheAgentTook(long timeout, long elapsed, long late, boolean again, long owed) {
        assertThat(Deadline.owedNanos(nanos(timeout), nanos(elapsed), nanos(late), again))
                .isEqualTo(nanos(owed));
    }
}
