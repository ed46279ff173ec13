package io.patchbay.rtc.internal.libwebrtc;

import io.patchbay.lib.webrtc.NativeLibrary;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether libwebrtc can work on this machine; if not, the line that a person can act on. */
final class Readiness {

    /** The package of Debian and Ubuntu that has a library which libwebrtc asks for. */
    private static final Map<String, String> PACKAGES =
            Map.of(
                    "libpulse.so", "libpulse0",
                    "libudev.so", "libudev1",
                    "libX11.so", "libx11-6",
                    "libXfixes.so", "libxfixes3",
                    "libXrandr.so", "libxrandr2",
                    "libXcomposite.so", "libxcomposite1",
                    "libdbus-1.so", "libdbus-1-3");

    private Readiness() {}

    /** Loads the library; null, or why that cannot be. */
    static @Nullable String load() {
        try {
            return LibraryLoad.attempt();
        } catch (LinkageError e) {
            return "its classes are not here; add io.patchbay.lib.webrtc";
        }
    }

    /** Null, or that there is no network interface which libwebrtc would use. */
    static @Nullable String noNetwork() {
        try {
            boolean usable =
                    NetworkInterface.networkInterfaces().anyMatch(Readiness::carriesPackets);
            return usable
                    ? null
                    : "there is no network interface but loopback, which libwebrtc does not use;"
                            + " bring up any other one that has an address";
        } catch (SocketException e) {
            return "the network interfaces cannot be listed: " + e.getMessage();
        }
    }

    private static boolean carriesPackets(NetworkInterface one) {
        try {
            return one.isUp() && !one.isLoopback() && one.inetAddresses().findAny().isPresent();
        } catch (SocketException e) {
            return false;
        }
    }

    /** What the system's loader says, with what to do about it. */
    static String explain(String loaderSays) {
        for (Map.Entry<String, String> library : PACKAGES.entrySet()) {
            if (loaderSays.contains(library.getKey())) {
                return loaderSays + "; install '" + library.getValue() + "' or what has it here";
            }
        }
        for (String sign : List.of("failed to map segment", "Operation not permitted")) {
            if (loaderSays.contains(sign)) {
                return loaderSays + "; set -Djava.io.tmpdir to a folder that may hold programs";
            }
        }
        for (String sign : List.of("GLIBC_", "ld-linux", "symbol not found", "libc.musl")) {
            if (loaderSays.contains(sign)) {
                return loaderSays + "; it needs glibc 2.18 or newer, and not musl";
            }
        }
        return loaderSays;
    }

    /** Apart, so that the class above loads without the library's classes. */
    private static final class LibraryLoad {

        private LibraryLoad() {}

        static @Nullable String attempt() {
            String platform = NativeLibrary.platform();
            if (!NativeLibrary.present()) {
                return "there is no library for "
                        + platform
                        + "; add io.patchbay.lib.webrtc of that platform, if there is one";
            }
            try {
                NativeLibrary.load();
                return null;
            } catch (UnsatisfiedLinkError | IOException | IllegalStateException e) {
                return "its library does not load: " + explain(String.valueOf(e.getMessage()));
            }
        }
    }
}
