package dev.sonde.agent.probe.dns;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sonde.agent.expect.Budget;
import dev.sonde.agent.expect.Excerpt;
import dev.sonde.agent.expect.Re2;
import dev.sonde.agent.probe.run.Verdict;
import dev.sonde.contract.check.DnsExpectation;
import dev.sonde.contract.check.DnsWords;
import dev.sonde.contract.check.RecordsExpectation;
import dev.sonde.contract.check.RecordsExpectation.RecordMatch;
import dev.sonde.contract.check.RecordsExpectation.Rule;
import dev.sonde.contract.result.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is expected of an answer's response code and records, compiled. Immutable; any thread. */
final class DnsJudge {
    /** Longest message that is read on an event loop. */
    private static final int QUICK_BYTES = 4 * 1024;

    /** Compressed names may make a message's text so much longer than the message. */
    private static final int TEXT_PER_BYTE = 25;

    private final List<String> rcodes;
    private final List<Condition> conditions;
    private final long quickBytes;

    private DnsJudge(List<String> rcodes, List<Condition> conditions, long quickBytes) {
        this.rcodes = rcodes;
        this.conditions = List.copyOf(conditions);
        this.quickBytes = quickBytes;
    }

    /** A section of an answer. */
    private enum Section {
        ANSWER("answer"),
        AUTHORITY("authority"),
        ADDITIONAL("additional");

        private final String label;

        Section(String label) {
            this.label = label;
        }

        List<String> of(DnsMessage message) {
            return switch (this) {
                case ANSWER -> message.answer();
                case AUTHORITY -> message.authority();
                case ADDITIONAL -> message.additional();
            };
        }
    }

    /** What one section must be; says what is wrong, null if nothing is. */
    @FunctionalInterface
    private interface Condition {
        @Nullable
        String complaint(DnsMessage message, Budget budget);
    }

    /** Compiles; IllegalArgumentException with a message for people if an expression is none. */
    static DnsJudge of(DnsExpectation wanted) {
        List<Condition> conditions = new ArrayList<>();
        add(conditions, Section.ANSWER, wanted.answer());
        add(conditions, Section.AUTHORITY, wanted.authority());
        add(conditions, Section.ADDITIONAL, wanted.additional());
        long quick = Stream.of(wanted.answer(), wanted.authority(), wanted.additional())
                .flatMap(section -> section.matches().stream())
                .mapToLong(match -> Re2.quickCharacters(compile(match.expression())) / TEXT_PER_BYTE)
                .min()
                .orElse(QUICK_BYTES);
        return new DnsJudge(wanted.rcodes(), conditions, Math.min(QUICK_BYTES, quick));
    }

    /** Whether an event loop can read and judge a message of so many bytes, whatever is in it. */
    boolean isQuick(int bytes) {
        return bytes <= quickBytes;
    }

    private static void add(List<Condition> conditions, Section section, RecordsExpectation wanted) {
        if (wanted.min() > 0) {
            conditions.add(
                    (message, budget) -> tooFew(section, section.of(message).size(), wanted.min()));
        }
        for (RecordMatch match : wanted.matches()) {
            Pattern pattern = compile(match.expression());
            conditions.add((message, budget) -> complaint(
                    section,
                    section.of(message),
                    match.rule(),
                    pattern,
                    record -> pattern.matcher(budget.watched(record)).find()));
        }
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "expression: " + Excerpt.of(expression) + " (expected: an RE2 expression; " + e.getDescription()
                            + ")",
                    e);
        }
    }

    /**
     * How a complete answer ends the run, as far as it is the protocol's.
     *
     * @throws dev.sonde.agent.expect.OverBudgetException if that is not known within two seconds
     */
    Verdict verdict(DnsMessage message) {
        Budget budget = Budget.begin();
        String rcode = DnsWords.rcodeWord(message.rcode());
        if (!rcodes.contains(rcode)) {
            return Verdict.failure(
                    FailureReason.ASSERTION, "rcode: " + rcode + " (expected: " + String.join(" or ", rcodes) + ")");
        }
        for (Condition condition : conditions) {
            String complaint = condition.complaint(message, budget);
            if (complaint != null) {
                return Verdict.failure(FailureReason.ASSERTION, complaint);
            }
        }
        return Verdict.SUCCESS;
    }

    private static @Nullable String tooFew(Section section, int records, int least) {
        return records >= least
                ? null
                : section.label + ": " + counted(records) + " (expected: at least " + least + ")";
    }

    private static @Nullable String complaint(
            Section section, List<String> records, Rule rule, Pattern pattern, Predicate<String> finds) {
        long matching = records.stream().filter(finds).count();
        String expression = "'" + Excerpt.of(pattern.pattern()) + "'";
        return switch (rule) {
            case SOME -> matching > 0 ? null : complaint(section, first(records), "one to match " + expression);
            case EVERY ->
                matching == records.size() && !records.isEmpty()
                        ? null
                        : complaint(
                                section,
                                first(records.stream().filter(finds.negate()).toList()),
                                "every one to match " + expression);
            case NONE ->
                matching == 0
                        ? null
                        : complaint(
                                section, first(records.stream().filter(finds).toList()), "none to match " + expression);
            case NOT_EVERY ->
                records.isEmpty() || matching < records.size()
                        ? null
                        : complaint(section, first(records), "one not to match " + expression);
        };
    }

    private static String complaint(Section section, String seen, String expected) {
        return section.label + ": " + seen + " (expected: " + expected + ")";
    }

    private static String first(List<String> records) {
        if (records.isEmpty()) {
            return "no record";
        }
        String more = records.size() == 1 ? "" : " and " + (records.size() - 1) + " more";
        return "'" + Excerpt.of(records.get(0)) + "'" + more;
    }

    private static String counted(int records) {
        return records + (records == 1 ? " record" : " records");
    }
}
