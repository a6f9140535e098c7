package dev.sonde.agent.probe.http;

import dev.sonde.agent.expect.Answer;
import dev.sonde.agent.probe.run.Verdict;
import org.jspecify.annotations.Nullable;

/** Hears how a request, with all its redirects, ended. */
@FunctionalInterface
public interface HttpListener {
    /**
     * Told once, on the loop.
     *
     * @param answer what was judged; null if nothing came that could be
     * @param atNanos the instant of its end
     */
    void ended(Verdict verdict, @Nullable Answer answer, long atNanos);
}
