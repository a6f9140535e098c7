package dev.sonde.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
    private static final long SEED = 20260101;

    /** The bytes of version 1 for {@link Batches#example()}: they never change. */
    private static final String VERSION_1 =
            "534e4445010465752d310123456789abcdef0702723198c8ceb40d80cab5ee010164020000010473686f70"
                    + "80c8afa0250080e497d01280d4d4ab0102012d01c0843d2c2d01dc0b012001b00901018407012001a00601"
                    + "000180a293be0d00010294c8ceb40d002d033530330c31302e302e302e373a343433f703a0f7362080ea30";

    /** The bytes of version 2 for {@link Batches#traced()}: they never change. */
    private static final String VERSION_2 =
            "534e4445020465752d310123456789abcdef0702723198c8ceb40d80cab5ee010164020000010473686f"
                    + "7080c8afa0250080e497d01280d4d4ab0102012d01c0843d2c2d01dc0b012001b00901018407012001a0"
                    + "0601000180a293be0d00010294c8ceb40d002d033530330c31302e302e302e373a343433f703a0f73620"
                    + "80ea3004d08603ff010af7651916cd43dd8448eb211c80319c020831302e302e302e370831302e302e30"
                    + "2e3801000d68747470733a2f2f73686f702f0c31302e302e302e373a343433f703002080ea3000010673"
                    + "65727665720178046f6f707307434e3d73686f7005434e3d6361010473686f7080ee89ab0d0080a293be"
                    + "0d00046162313207544c5376312e3303414553067374617475730335303303327878010870726f746f63"
                    + "6f6c026832020501010200";

    @Test
    void encode_givesTheGoldenBytesOfVersion2() {
        assertThat(HexFormat.of().formatHex(BatchCodec.encode(Batches.traced())))
                .isEqualTo(VERSION_2);
    }

    @Test
    void decode_readsTheGoldenBytesOfVersion2() throws Exception {
        assertThat(BatchCodec.decode(HexFormat.of().parseHex(VERSION_2))).isEqualTo(Batches.traced());
    }

    @Test
    void encode_ofWhatVersion1KnewDiffersByFourBytes() {
        String bytes = HexFormat.of().formatHex(BatchCodec.encode(Batches.example()));

        assertThat(bytes).isEqualTo(VERSION_1.replaceFirst("534e444501", "534e444502") + "000000" + "00");
    }

    @Test
    void decode_readsTheGoldenBytesOfVersion1() throws Exception {
        assertThat(BatchCodec.decode(HexFormat.of().parseHex(VERSION_1))).isEqualTo(Batches.example());
    }

    @Test
    void decode_givesBackEveryRandomBatch() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            Batch batch = Batches.random(random);

            Batch decoded = BatchCodec.decode(BatchCodec.encode(batch));

            assertThat(decoded).as("seed %d round %d", SEED, round).isEqualTo(batch);
        }
    }

    @Test
    void decode_readsBuffersOfEveryKindAndLeavesThemUnmoved() throws Exception {
        byte[] bytes = BatchCodec.encode(Batches.example());
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 5);
        direct.position(3).put(bytes).position(3).limit(3 + bytes.length);
        byte[] padded = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, padded, 4, bytes.length);
        ByteBuffer slice = ByteBuffer.wrap(padded, 4, bytes.length).slice();

        assertThat(BatchCodec.decode(direct)).isEqualTo(Batches.example());
        assertThat(BatchCodec.decode(slice)).isEqualTo(Batches.example());
        assertThat(BatchCodec.decode(slice.asReadOnlyBuffer())).isEqualTo(Batches.example());

        assertThat(direct.position()).isEqualTo(3);
        assertThat(slice.position()).isZero();
    }

    @Test
    void decode_refusesEveryPrefix() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            byte[] bytes = BatchCodec.encode(round == 0 ? Batches.example() : Batches.random(random));
            for (int length = 0; length < bytes.length; length++) {
                byte[] prefix = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> BatchCodec.decode(prefix))
                        .as("seed %d round %d length %d", SEED, round, length)
                        .isInstanceOf(MalformedBatchException.class)
                        .hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void decode_ofDamagedBytesEndsInABatchOrInMalformedBatchException() {
        Random random = new Random(SEED);
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = BatchCodec.encode(round % 2 == 0 ? Batches.traced() : Batches.random(random));
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Batch batch = BatchCodec.decode(bytes);
                // What was let in can be written and read again: no value beyond the bounds got through.
                assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
                accepted++;
            } catch (MalformedBatchException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + SEED + " round " + round + ": "
                                + HexFormat.of().formatHex(bytes),
                        e);
            }
        }
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
    }
}
