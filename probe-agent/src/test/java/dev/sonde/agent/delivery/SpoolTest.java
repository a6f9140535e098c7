package dev.sonde.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    @TempDir
    private Path directory;

    private static byte[] payload(int seed, int length) {
        byte[] payload = new byte[length];
        new Random(seed).nextBytes(payload);
        return payload;
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .reduce((a, b) -> {
                        throw new AssertionError(a + " and " + b);
                    })
                    .orElseThrow();
        }
    }

    @Test
    void parcels_areFoundInOrderOfTheirNumbersInTheNextLife() throws IOException {
        Spool first = new Spool(directory);
        first.open();
        first.write(100, payload(1, 10));
        first.write(9, payload(2, 2_000));
        first.write(101, payload(3, 0));
        first.delete(100);

        Spool second = new Spool(directory);
        Spool.Found found = second.open();

        assertThat(found.stored()).containsExactly(new Spool.Stored(9, 2_000), new Spool.Stored(101, 0));
        assertThat(found.torn()).isZero();
        assertThat(second.read(9)).isEqualTo(payload(2, 2_000));
        assertThat(second.read(101)).isEmpty();
        assertThat(second.read(100)).isNull();
    }

    @Test
    void parcelTornAtAnyByte_isNeverHandedOut() throws IOException {
        byte[] payload = payload(4, 61);
        Spool spool = new Spool(directory);
        spool.open();
        spool.write(7, payload);
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);
        assertThat(whole).hasSize(Spool.HEADER_BYTES + 61);

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(spool.read(7)).as("cut at byte %d", length).isNull();
            Spool.Found found = new Spool(directory).open();
            assertThat(found).as("cut at byte %d", length).isEqualTo(new Spool.Found(List.of(), 1));
            assertThat(file).doesNotExist();
        }
        Files.write(file, whole);
        assertThat(spool.read(7)).isEqualTo(payload);
    }

    @Test
    void parcelWithAnyByteChanged_isNeverHandedOut() throws IOException {
        Spool spool = new Spool(directory);
        spool.open();
        spool.write(7, payload(5, 40));
        Path file = onlyFile();
        byte[] whole = Files.readAllBytes(file);

        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x10;
            Files.write(file, changed);
            assertThat(spool.read(7)).as("byte %d changed", at).isNull();
        }
    }

    @Test
    void fileLeftByAKillWhileWriting_isRemovedAndCounted() throws IOException {
        Files.write(directory.resolve("0000000000000000008.part"), payload(6, 30));

        Spool.Found found = new Spool(directory).open();

        assertThat(found).isEqualTo(new Spool.Found(List.of(), 1));
        assertThat(Files.list(directory).filter(Files::isRegularFile)).isEmpty();
    }

    @Test
    void setAside_keepsTheNewestForSomebodyToLookAt() throws IOException {
        Spool spool = new Spool(directory);
        spool.open();

        for (int number = 1; number <= 25; number++) {
            spool.setAside(number, payload(number, 5));
        }

        try (Stream<Path> aside = Files.list(directory.resolve("rejected"))) {
            List<Path> kept = aside.sorted().toList();
            assertThat(kept).hasSize(20);
            assertThat(Files.readAllBytes(kept.get(19))).isEqualTo(payload(25, 5));
        }
        assertThat(new Spool(directory).open().stored()).isEmpty();
    }

    @Test
    void directoryThatCannotBe_isAnIoException() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> new Spool(file).open()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new Spool(file.resolve("below")).write(1, payload(1, 1)))
                .isInstanceOf(IOException.class);
    }
}
