package dev.sonde.collector.config;

import dev.sonde.collector.slo.Slo;
import dev.sonde.contract.yaml.Block;
import dev.sonde.contract.yaml.ConfigDirectory;
import dev.sonde.contract.yaml.Durations;
import dev.sonde.contract.yaml.Key;
import dev.sonde.contract.yaml.MappingView;
import dev.sonde.contract.yaml.Scalars;
import dev.sonde.contract.yaml.SectionName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;

/** The section {@code evaluation}: its keys, described once, and their values. */
final class EvaluationSection {
    static final Key<BigDecimal> COVERAGE = Key.withDefault(
            "coverage",
            Scalars.percentageUpToWhole(),
            Slo.DEFAULT_MIN_COVERAGE.movePointRight(2).toBigInteger() + "%",
            "with a smaller share of slots known, an SLO has no data rather than a value");
    static final Key<Duration> QUIET = Key.withDefault(
            "quiet",
            Scalars.duration(Duration.ofSeconds(1), Duration.ofHours(6)),
            Durations.format(SondeConfig.DEFAULT_QUIET),
            "how long all causes must have been clear before an incident falls or ends");
    static final Block EVALUATION = Block.of("evaluation", COVERAGE, QUIET);

    private EvaluationSection() {}

    /** Both settings. */
    record Evaluation(BigDecimal coverage, Duration quiet) {}

    static Evaluation read(ConfigDirectory directory) {
        MappingView written = directory.block(SectionName.EVALUATION, EVALUATION);
        if (written == null) {
            return new Evaluation(
                    Objects.requireNonNull(COVERAGE.fallback()), Objects.requireNonNull(QUIET.fallback()));
        }
        return new Evaluation(written.get(COVERAGE), written.get(QUIET));
    }
}
