package dev.sonde.contract.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.contract.check.CheckName;
import dev.sonde.contract.check.Plan;
import dev.sonde.contract.histogram.SparseHistogram;
import dev.sonde.contract.result.SlotWord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, with its exact message. Each row changes the documented example at one place. */
class MalformedBatchTest {
    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
    0   | 1  | 00                   | start of the batch: byte 0 (expected: 83, "SNDE" in whole) at byte 0
    4   | 1  | 03                   | version: 3 (expected: 1 to 2) at byte 4
    5   | 5  | 00                   | agent: 0 bytes (expected: 1 to 384) at byte 5
    5   | 5  | 8103                 | agent: 385 bytes (expected: 1 to 384) at byte 5
    5   | 5  | 0265ff               | agent: bytes that are no text (expected: UTF-8) at byte 6
    18  | 1  | 00                   | sequence: 0 (expected: 1 to 9223372036854775807) at byte 18
    22  | 5  | ffffffffffff7f       | send time: -281474976710656 (expected: -62135596800 to 253402300799) at byte 22
    27  | 5  | 8094ebdc03           | send time: 1000000000 (expected: 0 to 999999999) at byte 27
    32  | 1  | 7f                   | histogram pairs: 127 (expected: at most 50 in the bytes that follow) at byte 32
    34  | 1  | 00                   | bucket count: 0 (expected: 1 to 2147483647) at byte 34
    34  | 1  | 8080808008           | bucket count: 2147483648 (expected: 1 to 2147483647) at byte 34
    37  | 1  | 02                   | check name: 0 bytes left (expected: more) at byte 133
    37  | 1  | 06                   | interval count: 6 (expected: at most 5 in the bytes that follow) at byte 37
    37  | 1  | d18603               | interval count: 50001 (expected: 0 to 50000) at byte 37
    38  | 5  | 0473486f70           | check name before: sHop (expected: a-z, 0-9 and -) at byte 43
    38  | 5  | 04730a6f70           | check name before: s?op (expected: a-z, 0-9 and -) at byte 43
    43  | 5  | ffc1d72f             | interval: 99999999 (expected: 100000000 to 86400000000000) at byte 43
    48  | 1  | 80c8afa025           | offset: 10000000000 (expected: 0 to 9999999999) at byte 48
    49  | 5  | 00                   | timeout: 0 (expected: 1 to 86400000000000) at byte 49
    54  | 5  | ffffffffffffffffff01 | slots before: -9223372036854775808 and 1 more (expected: all planned in one UTC minute) at byte 65
    54  | 5  | feffffffffffffffff01 | slots before: 9223372036854775807 and 1 more (expected: all planned in one UTC minute) at byte 65
    54  | 5  | 8ad4d4ab01           | slots before: 180000005 and 1 more (expected: all planned in one UTC minute) at byte 60
    59  | 1  | 00                   | slot count: 0 (expected: 1 to 600) at byte 59
    59  | 1  | d904                 | slot count: 601 (expected: 1 to 600) at byte 59
    60  | 1  | 03                   | slot word before: 3 (expected: a code of this version) at byte 61
    60  | 1  | 02                   | slot word before: excluded (expected: what an agent can know) at byte 62
    60  | 1  | 8103                 | slot run length: 3 (expected: 1 to 2) at byte 61
    60  | 1  | 8100                 | slot run length: 0 (expected: 1 to 2) at byte 61
    62  | 1  | 21                   | limit count: 33 (expected: 0 to 32) at byte 62
    63  | 3  | 00                   | limit: 0 (expected: 1 to 86400000000000) at byte 63
    72  | 1  | 8002                 | phases: 256 (expected: 0 to 255) at byte 72
    86  | 1  | d904                 | left out: 601 (expected: 0 to 600) at byte 86
    87  | 1  | 02                   | certificate expiry flag: 2 (expected: 0 to 1) at byte 87
    94  | 1  | 05                   | evidence count: 5 (expected: at most 4 in the bytes that follow) at byte 94
    94  | 1  | 65                   | evidence count: 101 (expected: 0 to 100) at byte 94
    95  | 1  | 828989 01            | evidence slot: 1122881 (expected: -1000000 to 1000000) at byte 95
    102 | 1  | 4d                   | evidence outcome before: 77 (expected: the word of a run that started) at byte 103
    102 | 1  | 41                   | evidence outcome before: 65 (expected: the word of a run that started) at byte 103
    103 | 1  | dd0b                 | evidence detail: 1501 bytes (expected: 0 to 1500) at byte 103
    120 | 2  | 8080808008           | evidence status: 2147483648 (expected: 0 to 2147483647) at byte 120
    129 | 1  | 05                   | evidence kind: 5 (expected: 0 to 4) at byte 129
    130 | 1  | ffffffffffffffff7f   | evidence loop lag: 9223372036854775807 (expected: 0 to 1152921504606846975) at byte 130
    131 | 1  | 8002                 | evidence parts: 256 (expected: 0 to 255) at byte 131
    131 | 1  | 01 0000000000000000 0000000000000000 | evidence trace id before: 00000000000000000000000000000000 (expected: 16 bytes that are not all 0) at byte 148
    131 | 1  | 02 11                | evidence resolved: 17 (expected: 1 to 16) at byte 132
    131 | 1  | 02 01 c101           | evidence resolved: 193 bytes (expected: 0 to 192) at byte 133
    131 | 1  | 04 15                | evidence hops: 21 (expected: 1 to 20) at byte 132
    131 | 1  | 04 02                | evidence hops: 2 (expected: at most 0 in the bytes that follow) at byte 132
    131 | 1  | 08 11                | evidence headers: 17 (expected: 1 to 16) at byte 132
    131 | 1  | 10 00                | evidence body: 0 bytes (expected: 1 to 3000) at byte 132
    131 | 1  | 10 b917              | evidence body: 3001 bytes (expected: 1 to 3000) at byte 132
    131 | 1  | 20 8507              | certificate subject: 901 bytes (expected: 0 to 900) at byte 132
    131 | 1  | 80 01 21             | evidence notes: 33 (expected: 1 to 32) at byte 133
    132 | 1  | d904                 | confirmation count: 601 (expected: 0 to 600) at byte 132
    132 | 1  | 01 00 02             | confirmation flag: 2 (expected: 0 to 1) at byte 134
    132 | 1  | 01 00 01 02          | confirmation outcome before: 2 (expected: the word of a run that started) at byte 136
    133 | 0  | 00                   | after the batch: 1 more bytes (expected: none) at byte 133
    """)
    void decode_refuses(int at, int length, String replacement, String message) {
        byte[] example = BatchCodec.encode(Batches.example());
        byte[] with = HexFormat.of().parseHex(replacement.replace(" ", ""));
        byte[] bytes = Arrays.copyOf(example, example.length - length + with.length);
        System.arraycopy(with, 0, bytes, at, with.length);
        System.arraycopy(example, at + length, bytes, at + with.length, example.length - at - length);

        assertThatThrownBy(() -> BatchCodec.decode(bytes))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessage(message);
    }

    @Test
    void decode_refusesTextOfTooManyCharacters() {
        byte[] example = BatchCodec.encode(Batches.example());
        byte[] bytes = new byte[example.length + 130];
        System.arraycopy(example, 0, bytes, 0, 5);
        bytes[5] = (byte) 0x81;
        bytes[6] = 1;
        Arrays.fill(bytes, 7, 7 + 129, (byte) 'a');
        System.arraycopy(example, 10, bytes, 136, example.length - 10);

        assertThatThrownBy(() -> BatchCodec.decode(bytes))
                .hasMessage("agent: 129 characters (expected: 1 to 128) at byte 5");
    }

    @Test
    void decode_tellsAnotherVersionApart() {
        byte[] bytes = BatchCodec.encode(Batches.example());
        bytes[4] = 9;

        assertThatThrownBy(() -> BatchCodec.decode(bytes))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessage("version: 9 (expected: 1 to 2) at byte 4");
    }

    @Test
    void decode_tellsTooLargeApartBeforeLookingInside() {
        assertThatThrownBy(() -> BatchCodec.decode(new byte[BatchCodec.MAX_BYTES + 1]))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessage("batch: 16777217 bytes (expected: at most 16777216)");
    }

    @Test
    void decode_refusesMoreSlotWordsThanABatchMayHave() {
        // Each interval: 600 words and 32 limits of 600, in about a hundred bytes; 424 of them are over 8 Mi words.
        Plan plan = new Plan(100_000_000L, 0, 1);
        SlotWords words = SlotWords.of(Collections.nCopies(600, SlotWord.GOOD).toArray(SlotWord[]::new));
        CheckInterval interval = new CheckInterval(
                new CheckName("a"),
                plan,
                0,
                words,
                Collections.nCopies(32, new LimitWords(Duration.ofNanos(1), words)),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of());
        Batch full = batchOf(Collections.nCopies(423, interval));
        byte[] one = BatchCodec.encode(batchOf(List.of(interval)));
        byte[] none = BatchCodec.encode(batchOf(List.of()));
        int intervalBytes = one.length - none.length;

        assertThatCode(() -> BatchCodec.decode(BatchCodec.encode(full))).doesNotThrowAnyException();
        assertThatThrownBy(() -> BatchCodec.encode(batchOf(Collections.nCopies(424, interval))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slot words in the batch: 8395200 (expected: at most 8388608)");

        byte[] grown = Arrays.copyOf(BatchCodec.encode(full), BatchCodec.encode(full).length + intervalBytes);
        System.arraycopy(one, one.length - intervalBytes, grown, grown.length - intervalBytes, intervalBytes);
        // The interval count, a two-byte varint, lies just before the intervals: 423 is a7 03, 424 is a8 03.
        int count = grown.length - 424 * intervalBytes - 2;
        assertThat(grown[count]).isEqualTo((byte) 0xa7);
        grown[count]++;

        assertThatThrownBy(() -> BatchCodec.decode(grown))
                .isInstanceOf(MalformedBatchException.class)
                .hasMessageStartingWith("slot words in the batch: too many (expected: at most 8388608) at byte ");
    }

    @Test
    void encode_refusesWhatDecodeWouldRefuse() {
        Batch good = Batches.example();
        refusesToEncode(
                new Batch("", 1, 1, "r", Instant.EPOCH, SparseHistogram.EMPTY, SparseHistogram.EMPTY, 0, List.of()),
                "agent length: 0 (expected: 1 to 128)");
        refusesToEncode(
                new Batch("a", 1, 0, "r", Instant.EPOCH, SparseHistogram.EMPTY, SparseHistogram.EMPTY, 0, List.of()),
                "sequence: 0 (expected: 1 to 9223372036854775807)");
        refusesToEncode(
                new Batch("a", 1, 1, "r", Instant.MAX, SparseHistogram.EMPTY, SparseHistogram.EMPTY, 0, List.of()),
                "send time: 31556889864403199 (expected: -62135596800 to 253402300799)");
        refusesToEncode(
                new Batch(
                        "a",
                        1,
                        1,
                        "r",
                        Instant.EPOCH,
                        SparseHistogram.ofPairs(new int[] {1}, new long[] {1L << 31}),
                        SparseHistogram.EMPTY,
                        0,
                        List.of()),
                "schedule delay: 2147483648 samples (expected: at most 2147483647)");
        CheckInterval interval = good.intervals().get(0);
        refusesToEncode(
                batchOf(List.of(new CheckInterval(
                        interval.check(),
                        interval.plan(),
                        interval.firstSlot(),
                        SlotWords.of(SlotWord.EXCLUDED),
                        List.of(),
                        Latencies.EMPTY,
                        Latencies.EMPTY,
                        0,
                        null,
                        List.of(),
                        List.of()))),
                "slot word: excluded (expected: what an agent can know)");
        refusesToEncode(
                batchOf(Collections.nCopies(BatchCodec.MAX_INTERVALS + 1, interval)),
                "interval count: 50001 (expected: 0 to 50000)");
    }

    @Test
    void encode_refusesMoreEvidenceThanABatchMayHave() {
        CheckInterval interval = Batches.example().intervals().get(0);
        CheckInterval full = interval.withEvidence(Collections.nCopies(
                CheckInterval.MAX_EVIDENCE, interval.evidence().get(0)));

        assertThatCode(() -> BatchCodec.decode(BatchCodec.encode(batchOf(Collections.nCopies(100, full)))))
                .doesNotThrowAnyException();
        refusesToEncode(
                batchOf(Collections.nCopies(101, full)), "evidence in the batch: 10100 (expected: at most 10000)");
    }

    @Test
    void checkInterval_refusesSlotsOfTwoMinutes() {
        Plan plan = new Plan(10_000_000_000L, 9_000_000_000L, 1);

        // Slots 0 to 5 are planned at 9, 19 ... 59 s; slot 6 at 69 s.
        assertThatCode(() -> interval(plan, 0, 6)).doesNotThrowAnyException();
        assertThatThrownBy(() -> interval(plan, 0, 7))
                .hasMessage("slots: 0 and 6 more (expected: all planned in one UTC minute)");
        assertThatThrownBy(() -> interval(plan, 5, 2))
                .hasMessage("slots: 5 and 1 more (expected: all planned in one UTC minute)");
        assertThatThrownBy(() -> interval(plan, -1, 2)).hasMessageStartingWith("slots: -1");
        assertThatThrownBy(() -> interval(plan, Long.MAX_VALUE, 1))
                .hasMessageStartingWith("slots: 9223372036854775807");
        assertThatThrownBy(() -> interval(plan, 0, 0)).hasMessage("slot count: 0 (expected: 1 to 600)");
    }

    @Test
    void evidence_cutsTextAtItsLimitAndNeverInsideACharacter() {
        String detail = "x".repeat(Evidence.MAX_DETAIL - 1) + "\uD83D\uDE00 and more";

        Evidence evidence = new Evidence(
                0,
                Instant.EPOCH,
                dev.sonde.contract.result.Outcome.SUCCESS,
                detail,
                "a".repeat(Evidence.MAX_ADDRESS + 1),
                0,
                0,
                Map.of());

        assertThat(evidence.detail()).isEqualTo("x".repeat(Evidence.MAX_DETAIL - 1));
        assertThat(evidence.address()).hasSize(Evidence.MAX_ADDRESS);
    }

    private static CheckInterval interval(Plan plan, long firstSlot, int slots) {
        return new CheckInterval(
                new CheckName("a"),
                plan,
                firstSlot,
                SlotWords.of(Collections.nCopies(slots, SlotWord.GOOD).toArray(SlotWord[]::new)),
                List.of(),
                Latencies.EMPTY,
                Latencies.EMPTY,
                0,
                null,
                List.of(),
                List.of());
    }

    private static Batch batchOf(List<CheckInterval> intervals) {
        return new Batch("a", 1, 1, "r", Instant.EPOCH, SparseHistogram.EMPTY, SparseHistogram.EMPTY, 0, intervals);
    }

    private static void refusesToEncode(Batch batch, String message) {
        assertThatThrownBy(() -> BatchCodec.encode(batch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
