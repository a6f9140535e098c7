package dev.sonde.agent.probe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.HttpTarget.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final byte[] TEXT = "hello, hello, hello, packed world".getBytes(StandardCharsets.US_ASCII);
    /** The text, and 50 million times the letter a, as an encoder of br writes them. */
    private static final byte[] BR_TEXT =
            HexFormat.of().parseHex("1b2000f88d946ede44095286966c2c6f29c820f264022fcc748ec3932a");

    private static final byte[] BR_BOMB = HexFormat.of()
            .parseHex(
                    "cbffff3ff825c2e2b14020f7fe8fffff7ff04b00c4611180eefd1fffffffe0970088c30200ddfb3ffeffffc12f0110870500baf77ffcffff835f02200e0b0074effff20f5e0fbf04401c1600e8a0eb01");

    @Test
    void gzip_deflateAndBareDeflate() throws IOException {
        assertThat(unpacked("gzip", gzip(TEXT))).isEqualTo(TEXT);
        assertThat(unpacked("X-GZip", gzip(TEXT))).isEqualTo(TEXT);
        assertThat(unpacked("deflate", deflate(TEXT, false))).isEqualTo(TEXT);
        assertThat(unpacked("deflate", deflate(TEXT, true))).isEqualTo(TEXT);
    }

    @Test
    void codings_onTopOfEachOther() throws IOException {
        assertThat(unpacked("deflate, gzip", gzip(deflate(TEXT, false)))).isEqualTo(TEXT);
        assertThat(unpacked("identity", TEXT)).isEqualTo(TEXT);
    }

    @Test
    void brotli() throws IOException {
        assertThat(unpacked("br", BR_TEXT)).isEqualTo(TEXT);
        assertThat(packing("br").unpack(BR_BOMB, 50_000_000, false).length()).isEqualTo(50_000_000);
        assertThatThrownBy(() -> packing("br").unpack(BR_BOMB, 1_000_000, true))
                .isInstanceOf(Packing.TooLongException.class);
    }

    @Test
    void bomb_isStoppedAtTheLimit() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        assertThat(bomb.length).isLessThan(100_000);

        assertThatThrownBy(() -> packing("gzip").unpack(bomb, 1_000_000, true))
                .isInstanceOf(Packing.TooLongException.class);
        assertThat(packing("gzip").unpack(bomb, 50_000_000, false)).satisfies(counted -> {
            assertThat(counted.length()).isEqualTo(50_000_000);
            assertThat(counted.bytes()).isEmpty();
        });
    }

    @Test
    void garbage_andWhatIsCutOff() throws IOException {
        byte[] noise = new byte[1000];
        new Random(42).nextBytes(noise);
        for (String coding : new String[] {"gzip", "deflate", "br"}) {
            assertThatThrownBy(() -> packing(coding).unpack(noise, 10_000_000, true))
                    .as(coding)
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(Packing.TooLongException.class);
        }
        byte[] whole = gzip(TEXT);
        assertThatThrownBy(() -> packing("gzip").unpack(Arrays.copyOf(whole, whole.length - 5), 1000, true))
                .isInstanceOf(IOException.class);
        byte[] deflated = deflate(TEXT, false);
        assertThatThrownBy(() -> packing("deflate").unpack(Arrays.copyOf(deflated, 5), 1000, true))
                .isInstanceOf(IOException.class);
    }

    @Test
    void header_mustBeWhatWasAskedFor() {
        assertThat(Packing.of("", Compression.IDENTITY).isNone()).isTrue();
        assertThat(Packing.of("zstd", Compression.NONE).isNone()).isTrue();
        assertThatThrownBy(() -> Packing.of("gzip", Compression.IDENTITY))
                .hasMessage("content-encoding: gzip (expected: none, as was asked for)");
        assertThatThrownBy(() -> Packing.of("zstd", Compression.GZIP))
                .hasMessage("content-encoding: zstd (expected: gzip, deflate or br)");
        assertThatThrownBy(() -> Packing.of("gzip,gzip,gzip,gzip", Compression.NONE))
                .hasMessageStartingWith("content-encoding: gzip,gzip");
    }

    private static byte[] unpacked(String coding, byte[] packed) throws IOException {
        return packing(coding).unpack(packed, 1_000_000, true).bytes();
    }

    private static Packing packing(String coding) {
        return Packing.of(coding, Compression.GZIP);
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream deflate = new DeflaterOutputStream(out, new Deflater(6, bare))) {
            deflate.write(plain);
        }
        return out.toByteArray();
    }
}
