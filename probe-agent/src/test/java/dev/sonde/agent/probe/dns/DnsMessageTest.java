package dev.sonde.agent.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsMessageTest {
    private static final long SEED = Long.getLong("sonde.seed", 20261122L);

    @Test
    void query_isTheQuestionOfRfc1035() {
        byte[] query = DnsMessage.query(0x1234, "a.Example.", 28, 1, true);

        assertThat(HexFormat.of().formatHex(query))
                .isEqualTo("123401000001000000000000" + "0161" + "07" + hex("Example") + "00" + "001c" + "0001");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1   | 0a010203                             | A     10.1.2.3
            28  | 20010db8000000000000000000000001     | AAAA  2001:db8::1
            2   | 026e73c00c                           | NS    ns.example.
            5   | 00                                   | CNAME .
            15  | 0005046d61696cc00c                   | MX    5 mail.example.
            16  | 0568656c6c6f03612262                 | TXT   "hello" "a\\"b"
            33  | 000100020050c00c                     | SRV   1 2 80 example.
            6   | c00cc00c00000007000000020000000300000004ffffffff | SOA example. example. 7 2 3 4 4294967295
            257 | 000569737375656361                   | CAA   0 issue "ca"
            43  | 30390801abcd                         | DS    12345 8 1 ABCD
            52  | 030101abcd                           | TLSA  3 1 1 abcd
            999 | abcd                                 | TYPE999 \\# 2 abcd
            1   | 0a0102                               | A     \\# 3 0a0102
            """)
    void parse_writesRecordsAsInAZoneFile(int type, String data, String expected) throws Exception {
        DnsMessage message = DnsMessage.parse(response(type, data));

        String[] words = expected.split(" +", 2);
        assertThat(message.answer()).containsExactly("example.\t60\tIN\t" + words[0] + "\t" + words[1]);
        assertThat(message.serial()).isEqualTo(type == 6 ? 7 : -1);
        assertThat(message.rcode()).isEqualTo(3);
    }

    @Test
    void parse_endsWhateverComes() throws Exception {
        System.out.println("DnsMessageTest seed " + SEED + " (set with -Dsonde.seed=N)");
        Random random = new Random(SEED);
        byte[] sound = response(6, "c00cc00c00000007000000020000000300000004ffffffff");
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                DnsMessage.parse(bytes);
            } catch (DnsMessage.MalformedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void parse_refusesANameThatLeadsInACircle() {
        byte[] bytes = HexFormat.of().parseHex("12348000000100000000000000c00c".substring(0, 24) + "c00c00010001");

        assertThatThrownBy(() -> DnsMessage.parse(bytes)).isInstanceOf(DnsMessage.MalformedException.class);
    }

    private static byte[] response(int type, String data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex("123481830001000100000000" + "07" + hex("example") + "00" + "00010001"));
        out.writeBytes(HexFormat.of()
                .parseHex("c00c" + String.format("%04x", type) + "0001" + "0000003c"
                        + String.format("%04x", data.length() / 2) + data));
        return out.toByteArray();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
