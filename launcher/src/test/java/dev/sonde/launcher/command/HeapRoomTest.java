package dev.sonde.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapRoomTest {
    private final HeapRoom before = HeapRoom.current();

    @AfterEach
    void restore() {
        System.clearProperty(HeapRoom.PROPERTY);
        before.take();
    }

    @Test
    void take_changesBothSharesInEitherDirection() {
        for (HeapRoom room : new HeapRoom[] {new HeapRoom(70, 85), new HeapRoom(30, 50), new HeapRoom(90, 95)}) {
            room.take();

            assertThat(HeapRoom.current()).isEqualTo(room);
        }
    }

    @Test
    void takeCollectors_takesWhatThePropertySays() {
        System.setProperty(HeapRoom.PROPERTY, "25-45");

        HeapRoom.takeCollectors();

        assertThat(HeapRoom.current()).isEqualTo(new HeapRoom(25, 45));
    }

    @Test
    void takeCollectors_changesNothingWithoutThePropertyOrWithAWrongOne() {
        HeapRoom.takeCollectors();
        assertThat(HeapRoom.current()).isEqualTo(before);

        System.setProperty(HeapRoom.PROPERTY, "much");
        HeapRoom.takeCollectors();
        assertThat(HeapRoom.current()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "50-30", "30-100", "-1-50", "30 - 50", "030-50"})
    void parse_refusesWhatAreNotTwoShares(String shares) {
        assertThatThrownBy(() -> HeapRoom.parse(shares))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sonde.collector.heap.free: " + shares
                        + " (expected: two shares in percent, the lower one first, such as 30-50)");
    }

    @Test
    void shippedOptions_nameACollectorsShares() throws Exception {
        String shares = Files.readAllLines(Path.of("jvm.options")).stream()
                .filter(line -> line.startsWith("-D" + HeapRoom.PROPERTY + "="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();

        assertThat(HeapRoom.parse(shares)).isEqualTo(new HeapRoom(40, 70));
    }
}
