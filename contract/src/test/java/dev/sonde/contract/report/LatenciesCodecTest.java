package dev.sonde.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.histogram.ByteReader;
import dev.sonde.contract.histogram.MalformedBytesException;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.Phase;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LatenciesCodecTest {
    private static final long SEED = 103;

    @Test
    void encode_givesTheGoldenBytes() {
        Latencies latencies = new Latencies(
                SparseHistogram.ofMicros(5, 5),
                Map.of(Phase.RESOLVE, SparseHistogram.ofMicros(1), Phase.TRANSFER, SparseHistogram.ofMicros(2)));

        assertThat(HexFormat.of().formatHex(LatenciesCodec.encode(latencies)))
                .isEqualTo("010502" + "41" + "010101" + "010201");
        assertThat(LatenciesCodec.encode(Latencies.EMPTY)).containsExactly(0, 0);
    }

    @Test
    void encode_putsStepsBehindThePhases() throws Exception {
        Latencies latencies = new Latencies(
                SparseHistogram.EMPTY,
                Map.of(Phase.RESOLVE, SparseHistogram.ofMicros(1)),
                new TreeMap<>(Map.of("pay", SparseHistogram.ofMicros(3), "login", SparseHistogram.ofMicros(2, 2))));

        byte[] encoded = LatenciesCodec.encode(latencies);
        assertThat(HexFormat.of().formatHex(encoded))
                .isEqualTo("00" + "8101" + "010101" + "02" + "056c6f67696e" + "010202" + "03706179" + "010301");
        assertThat(LatenciesCodec.decode(encoded)).isEqualTo(latencies);
    }

    @Test
    void decode_refusesStepsThatAreOutOfOrderOrTooMany() {
        HexFormat hex = HexFormat.of();
        assertThatThrownBy(() -> LatenciesCodec.decode(
                        hex.parseHex("00" + "8001" + "02" + "0162" + "010101" + "0161" + "010101")))
                .hasMessageContaining("out of order");
        assertThatThrownBy(() -> LatenciesCodec.decode(hex.parseHex("00" + "8001" + "01" + "0141" + "010101")))
                .hasMessageContaining("a-z, 0-9 and -");
        assertThatThrownBy(() -> LatenciesCodec.read(
                        new ByteReader(hex.parseHex("00" + "8001" + "01" + "0161" + "010101"), 0, 8), 10, 0))
                .hasMessageContaining("phases");
    }

    @Test
    void decode_givesBackRandomLatencies() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            Latencies latencies = Batches.latencies(random);

            assertThat(LatenciesCodec.decode(LatenciesCodec.encode(latencies)))
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(latencies);
        }
    }

    @Test
    void accumulator_sumsUpLikePlus() throws Exception {
        Random random = new Random(SEED);
        LatenciesAccumulator accumulator = new LatenciesAccumulator();
        for (int round = 0; round < 100; round++) {
            Latencies expected = Latencies.EMPTY;
            for (int i = random.nextInt(8); i > 0; i--) {
                Latencies latencies = Batches.latencies(random);
                expected = expected.plus(latencies);
                if (random.nextBoolean()) {
                    accumulator.add(latencies);
                } else {
                    accumulator.addEncoded(LatenciesCodec.encode(latencies));
                }
            }

            assertThat(accumulator.toLatencies())
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(expected);
            assertThat(accumulator.isEmpty())
                    .isEqualTo(expected.total().isEmpty() && expected.steps().isEmpty());
            accumulator.clear();
            assertThat(accumulator.toLatencies()).isEqualTo(Latencies.EMPTY);
        }
    }

    @Test
    void accumulator_readsLatenciesAmongOtherBytes() throws Exception {
        Latencies first = Batches.latencies(new Random(SEED));
        byte[] encoded = LatenciesCodec.encode(first);
        byte[] bytes = new byte[encoded.length + 9];
        Arrays.fill(bytes, (byte) 0xFF);
        System.arraycopy(encoded, 0, bytes, 4, encoded.length);
        LatenciesAccumulator accumulator = new LatenciesAccumulator();

        assertThat(accumulator.addEncoded(bytes, 4, bytes.length)).isEqualTo(4 + encoded.length);
        assertThat(accumulator.addEncoded(encoded, 0, encoded.length)).isEqualTo(encoded.length);

        assertThat(accumulator.toLatencies()).isEqualTo(first.plus(first));
    }

    @Test
    void accumulator_addsNothingOfWhatIsMalformed() throws Exception {
        Random random = new Random(SEED);
        Latencies before = Batches.latencies(random);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            LatenciesAccumulator accumulator = new LatenciesAccumulator();
            accumulator.add(before);
            byte[] bytes = LatenciesCodec.encode(Batches.latencies(random));
            bytes = random.nextBoolean()
                    ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 2))
                    : flipped(bytes, random.nextInt(8 * bytes.length));
            Latencies added = Latencies.EMPTY;
            try {
                added = LatenciesCodec.decode(bytes);
                accumulator.addEncoded(bytes);
            } catch (MalformedBytesException e) {
                byte[] malformed = bytes;
                assertThatThrownBy(() -> accumulator.addEncoded(malformed)).isInstanceOf(MalformedBytesException.class);
                refused++;
            }
            assertThat(accumulator.toLatencies())
                    .as("seed %d round %d", SEED, round)
                    .isEqualTo(before.plus(added));
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return bytes;
    }
}
