package dev.sonde.agent.probe.run;

import dev.sonde.agent.probe.connect.ClientKeys;
import dev.sonde.agent.probe.connect.Engines;
import dev.sonde.agent.probe.connect.QuicLibrary;
import dev.sonde.agent.probe.connect.TrustStore;
import dev.sonde.agent.resolve.NameSources;
import dev.sonde.contract.fence.AddressFence;
import dev.sonde.contract.secret.SecretResolver;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the probes of every event loop have in common. Immutable; shared between loops.
 *
 * @param engines the TLS engine to use; its transport must be the one Vert.x was built with
 * @param names what names are resolved from, read anew from time to time; may block
 * @param fence which addresses may be dialled
 * @param secrets puts secrets into headers and bodies
 * @param trust reads trusted roots
 * @param keys reads our own certificates and keys
 * @param quic the library of this process
 * @param userAgent sent unless a check says otherwise
 * @param nanoClock monotonic
 * @param wallClock for what is left of a certificate
 */
public record ProbeSettings(
        Engines engines,
        Supplier<NameSources> names,
        AddressFence fence,
        SecretResolver secrets,
        TrustStore trust,
        ClientKeys keys,
        QuicLibrary quic,
        String userAgent,
        LongSupplier nanoClock,
        InstantSource wallClock) {

    /**
     * The system's names and clocks, and the fence for targets that the operator wrote.
     *
     * @param version of Sonde, for the user agent
     */
    public static ProbeSettings system(Engines engines, SecretResolver secrets, String version) {
        return new ProbeSettings(
                engines,
                NameSources::system,
                AddressFence.operator(),
                secrets,
                new TrustStore(),
                new ClientKeys(),
                new QuicLibrary(),
                "Sonde/" + version,
                System::nanoTime,
                InstantSource.system());
    }

    /** The same with another fence. */
    public ProbeSettings withFence(AddressFence other) {
        return new ProbeSettings(engines, names, other, secrets, trust, keys, quic, userAgent, nanoClock, wallClock);
    }

    /** The same with names from elsewhere. */
    public ProbeSettings withNames(Supplier<NameSources> other) {
        return new ProbeSettings(engines, other, fence, secrets, trust, keys, quic, userAgent, nanoClock, wallClock);
    }

    /** The same with another monotonic clock. */
    public ProbeSettings withNanoClock(LongSupplier other) {
        return new ProbeSettings(engines, names, fence, secrets, trust, keys, quic, userAgent, other, wallClock);
    }
}
