package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugKind;
import java.io.IOException;

/** Where calls of marker tones are held and plugs are exchanged. */
record ToneStage(
        Container container,
        PlugDirectory directory,
        Loaders loaders,
        RtcCalls calls,
        Faults faults) {

    /** A bundle that is exchanged, or that calls need. */
    Family family(PlugKind kind, BundleJar jar) {
        return new Family(container, directory, loaders, kind, jar);
    }

    /** The bundle of this name as it was built. */
    Family built(PlugKind kind, String name) throws IOException {
        return family(kind, container.built("io.patchbay." + name));
    }
}
