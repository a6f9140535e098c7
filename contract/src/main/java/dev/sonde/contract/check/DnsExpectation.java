package dev.sonde.contract.check;

import java.util.List;

/**
 * What a name server's answer must be. Judged in this order, the first that fails names the reason. Immutable.
 *
 * @param rcodes words of {@link DnsWords}, of which the response code must be one; at least one
 * @param answer what its section holds
 * @param authority what its section holds
 * @param additional what its section holds
 * @param common connection and time
 */
public record DnsExpectation(
        List<String> rcodes,
        RecordsExpectation answer,
        RecordsExpectation authority,
        RecordsExpectation additional,
        Expectation common) {
    public static final String DEFAULT_RCODE = "NOERROR";
    public static final DnsExpectation DEFAULT = new DnsExpectation(
            List.of(DEFAULT_RCODE),
            RecordsExpectation.NONE,
            RecordsExpectation.NONE,
            RecordsExpectation.NONE,
            Expectation.NONE);

    public DnsExpectation {
        rcodes = List.copyOf(rcodes);
        if (rcodes.isEmpty()) {
            throw new IllegalArgumentException("rcode: none (expected: at least one)");
        }
        for (String rcode : rcodes) {
            if (!DnsWords.rcodes().contains(rcode)) {
                throw new IllegalArgumentException("rcode: " + rcode + " (expected: a word such as NXDOMAIN)");
            }
        }
    }

    /** The same with other response codes. */
    public DnsExpectation withRcodes(String... words) {
        return new DnsExpectation(List.of(words), answer, authority, additional, common);
    }

    /** The same with other conditions on the answer section. */
    public DnsExpectation withAnswer(RecordsExpectation records) {
        return new DnsExpectation(rcodes, records, authority, additional, common);
    }

    /** The same with other conditions on connection and time. */
    public DnsExpectation withCommon(Expectation conditions) {
        return new DnsExpectation(rcodes, answer, authority, additional, conditions);
    }
}
