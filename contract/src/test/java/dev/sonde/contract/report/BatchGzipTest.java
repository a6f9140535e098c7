package dev.sonde.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchGzipTest {
    private static final long SEED = 97;

    @Test
    void gunzip_givesBackWhatGzipPacked() throws Exception {
        byte[] bytes = BatchCodec.encode(Batches.example());

        byte[] packed = BatchCodec.gzip(bytes);

        assertThat(BatchCodec.gunzip(packed, bytes.length)).isEqualTo(bytes);
        assertThat(BatchCodec.gunzip(BatchCodec.gzip(new byte[0]), 0)).isEmpty();
    }

    @Test
    void gunzip_endsABombAtTheBound() {
        byte[] bomb = BatchCodec.gzip(new byte[64 * 1024 * 1024]);

        assertThat(bomb.length).isLessThan(400_000);
        assertThatThrownBy(() -> BatchCodec.gunzip(bomb, 1024))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessage("unpacked batch: over 1024 bytes (expected: at most 1024) from " + bomb.length + " packed");
    }

    @Test
    void gunzip_ofBrokenBytesIsMalformed() {
        byte[] packed = BatchCodec.gzip(BatchCodec.encode(Batches.example()));
        Random random = new Random(SEED);

        assertThatThrownBy(() -> BatchCodec.gunzip("hello, world".getBytes(), 100))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessage("packed batch: Not in GZIP format (expected: gzip) in 12 bytes");
        for (int length = 0; length < packed.length; length++) {
            byte[] prefix = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> BatchCodec.gunzip(prefix, 1024))
                    .isInstanceOf(MalformedBatchException.class)
                    .hasMessage("packed batch: cut short after " + length + " bytes (expected: gzip)");
        }
        for (int round = 0; round < 2_000; round++) {
            byte[] flipped = packed.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                BatchCodec.gunzip(flipped, 1024);
            } catch (MalformedBatchException e) {
                assertThat(e.getMessage()).startsWith("packed batch: ");
            }
        }
    }
}
