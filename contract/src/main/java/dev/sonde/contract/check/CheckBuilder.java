package dev.sonde.contract.check;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Check} together; what is not said has its default. One thread, thrown away afterwards. */
public final class CheckBuilder {
    private final CheckName name;
    private Target target;
    private @Nullable String service;
    private @Nullable String owner;
    private @Nullable String purpose;
    private @Nullable String runbook;
    private String priority = Check.DEFAULT_PRIORITY;
    private Map<String, String> labels = Map.of();
    private Duration interval = Check.DEFAULT_INTERVAL;
    private Duration timeout = Check.DEFAULT_TIMEOUT;
    private Collection<Location> locations = List.of();
    private int hardDown = Check.DEFAULT_HARD_DOWN;
    private Duration certificateWarn = Check.DEFAULT_CERTIFICATE_WARN;
    private Conduct conduct = Conduct.DEFAULT;

    CheckBuilder(CheckName name, Target target) {
        this.name = name;
        this.target = target;
    }

    CheckBuilder(Check from) {
        this(from.name(), from.target());
        service = from.service();
        owner = from.owner();
        purpose = from.purpose();
        runbook = from.runbook();
        priority = from.priority();
        labels = from.labels();
        interval = from.interval();
        timeout = from.timeout();
        locations = from.locations();
        hardDown = from.hardDown();
        certificateWarn = from.certificateWarn();
        conduct = from.conduct();
    }

    /** See {@link Check#service}. */
    public CheckBuilder service(@Nullable String value) {
        service = value;
        return this;
    }

    /** See {@link Check#owner}. */
    public CheckBuilder owner(@Nullable String value) {
        owner = value;
        return this;
    }

    /** See {@link Check#purpose}. */
    public CheckBuilder purpose(@Nullable String value) {
        purpose = value;
        return this;
    }

    /** See {@link Check#runbook}. */
    public CheckBuilder runbook(@Nullable String value) {
        runbook = value;
        return this;
    }

    /** See {@link Check#priority}. */
    public CheckBuilder priority(String value) {
        priority = value;
        return this;
    }

    /** See {@link Check#labels}. */
    public CheckBuilder labels(Map<String, String> value) {
        labels = value;
        return this;
    }

    /** See {@link Check#target}. */
    public CheckBuilder target(Target value) {
        target = value;
        return this;
    }

    /** See {@link Check#interval}. */
    public CheckBuilder interval(Duration value) {
        interval = value;
        return this;
    }

    /** See {@link Check#timeout}. */
    public CheckBuilder timeout(Duration value) {
        timeout = value;
        return this;
    }

    /** See {@link Check#locations}. */
    public CheckBuilder locations(Collection<Location> value) {
        locations = value;
        return this;
    }

    /** See {@link Check#hardDown}. */
    public CheckBuilder hardDown(int value) {
        hardDown = value;
        return this;
    }

    /** See {@link Check#certificateWarn}. */
    public CheckBuilder certificateWarn(Duration value) {
        certificateWarn = value;
        return this;
    }

    /** See {@link Check#conduct}. */
    public CheckBuilder conduct(Conduct value) {
        conduct = value;
        return this;
    }

    /** The check; IllegalArgumentException as its constructor throws it. */
    public Check build() {
        return new Check(
                name,
                service,
                owner,
                purpose,
                runbook,
                priority,
                new TreeMap<>(labels),
                interval,
                timeout,
                new TreeSet<>(locations),
                hardDown,
                certificateWarn,
                target,
                conduct);
    }
}
