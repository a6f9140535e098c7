package dev.sonde.agent.expect;

import dev.sonde.contract.check.BodyExpectation;
import dev.sonde.contract.check.Expectation;
import dev.sonde.contract.check.HttpExpectation;
import dev.sonde.contract.check.HttpExpectation.StatusMatch;
import dev.sonde.contract.check.SizeLimits;
import dev.sonde.contract.check.TextMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A check's expectations, compiled once and held against every answer, in the order status, headers, body (texts, JSON,
 * CEL), size, certificate, TLS version, response time, phases. Immutable; any thread.
 */
public final class Expectations {
    /** Most time that judging one answer takes. */
    static final long MAX_NANOS = 2_000_000_000L;

    /** An array: every answer is held against it, and nothing is made for going through one. */
    private final Condition[] conditions;

    private final boolean needBody;

    private Expectations(Condition[] conditions, boolean needBody) {
        this.conditions = conditions;
        this.needBody = needBody;
    }

    /** What is expected where a check says nothing. */
    private static final Expectations USUAL = compiled(HttpExpectation.DEFAULT);

    /** Compiles; IllegalArgumentException with a message for people if an expression is none. Not on an event loop. */
    public static Expectations of(HttpExpectation wanted) {
        return wanted.equals(HttpExpectation.DEFAULT) ? USUAL : compiled(wanted);
    }

    private static Expectations compiled(HttpExpectation wanted) {
        Builder builder = builder().status(wanted.status());
        wanted.headers().forEach(header -> builder.header(header.name(), header.match()));
        return builder.body(wanted.body())
                .size(wanted.size())
                .common(wanted.common())
                .build();
    }

    /** Expectations that are put together one by one; what is not said is not expected. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether the answer's body must be kept. */
    public boolean needBody() {
        return needBody;
    }

    /** The same, for answers whose body must be kept for somebody else too. */
    public Expectations keepingBody() {
        return new Expectations(conditions, true);
    }

    /** Whether judging the answer is so quick that an event loop can do it, whatever is in it. */
    public boolean isQuick(Answer answer) {
        for (Condition condition : conditions) {
            if (!condition.isQuick(answer)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first expectation that the answer fails; null if it meets all.
     *
     * @param masks takes secrets out of a text that people will read
     * @throws OverBudgetException if that is not known within two seconds
     */
    public @Nullable Violation firstViolation(Answer answer, UnaryOperator<String> masks) {
        return firstViolation(answer, masks, System::nanoTime);
    }

    @Nullable
    Violation firstViolation(Answer answer, UnaryOperator<String> masks, LongSupplier nanoClock) {
        Judging judging = new Judging(answer, masks, new Budget(nanoClock, MAX_NANOS));
        for (Condition condition : conditions) {
            Violation violation = condition.violation(judging);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    /** Collects conditions and puts them into the order in which they are judged. One thread. */
    public static final class Builder {
        private final List<Condition> answered = new ArrayList<>();
        private final List<Condition> body = new ArrayList<>();
        private final List<Condition> measured = new ArrayList<>();

        private Builder() {}

        /** That the status is one of these; none at all expects nothing. */
        public Builder status(List<StatusMatch> codes) {
            if (!codes.isEmpty()) {
                answered.add(0, new StatusCondition(List.copyOf(codes)));
            }
            return this;
        }

        /** That a header has something, or has it not. */
        public Builder header(String name, TextMatch match) {
            answered.add(new HeaderCondition(name, TextCondition.of(match)));
            return this;
        }

        /** What is expected of the body, and of the whole answer by CEL. */
        public Builder body(BodyExpectation wanted) {
            wanted.texts().forEach(match -> body.add(new BodyCondition(TextCondition.of(match))));
            wanted.json().forEach(match -> body.add(JsonCondition.of(match)));
            if (wanted.cel() != null) {
                body.add(new CelCondition(CelExpression.overAnswer(wanted.cel())));
            }
            return this;
        }

        /** How large the body may be; null expects nothing. */
        public Builder size(@Nullable SizeLimits limits) {
            if (limits != null) {
                Long most = limits.max();
                body.add(new SizeCondition(limits.min(), most == null ? Long.MAX_VALUE : most));
            }
            return this;
        }

        /** What is expected of connection and time. */
        public Builder common(Expectation wanted) {
            if (wanted.certificate() != null) {
                measured.add(new CertificateCondition(wanted.certificate()));
            }
            if (wanted.tlsMinVersion() != null) {
                measured.add(new TlsVersionCondition(wanted.tlsMinVersion()));
            }
            if (wanted.responseTime() != null) {
                measured.add(new TimeCondition(null, wanted.responseTime()));
            }
            wanted.phaseLimits().forEach((phase, most) -> measured.add(new TimeCondition(phase, most)));
            return this;
        }

        /** The expectations, in the order in which they are judged. */
        public Expectations build() {
            List<Condition> all = new ArrayList<>(answered);
            all.addAll(body);
            all.addAll(measured);
            return new Expectations(all.toArray(Condition[]::new), all.stream().anyMatch(Condition::needsBody));
        }
    }
}
