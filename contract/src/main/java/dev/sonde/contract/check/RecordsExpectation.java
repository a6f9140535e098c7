package dev.sonde.contract.check;

import java.util.List;

/**
 * What the records of one section of a DNS answer must be. Immutable.
 *
 * @param min fewest records
 * @param matches conditions on their texts: name, time to live, class, type and data as in a zone file, a tab between
 */
public record RecordsExpectation(int min, List<RecordMatch> matches) {
    public static final RecordsExpectation NONE = new RecordsExpectation(0, List.of());

    /** Of which records an expression must, or must not, match somewhere in the text. */
    public enum Rule {
        /** At least one. */
        SOME("matches"),
        /** Each of them, and there must be one. */
        EVERY("all_match"),
        /** None. */
        NONE("not_matches"),
        /** At least one does not, unless there are none at all. */
        NOT_EVERY("not_all_match");

        private final String label;

        Rule(String label) {
            this.label = label;
        }

        /** The word in YAML and JSON. */
        public String label() {
            return label;
        }
    }

    /**
     * One condition.
     *
     * @param expression RE2, found anywhere in a record's text
     */
    public record RecordMatch(Rule rule, String expression) {}

    public RecordsExpectation {
        matches = List.copyOf(matches);
        if (min < 0) {
            throw new IllegalArgumentException("fewest records: " + min + " (expected: 0 or more)");
        }
    }

    /** One condition only. */
    public static RecordsExpectation of(Rule rule, String expression) {
        return new RecordsExpectation(0, List.of(new RecordMatch(rule, expression)));
    }
}
