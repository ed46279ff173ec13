package io.patchbay.itest.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a test may be skipped, how often, and why. Each place is declared here: one that is not is
 * found, and so is a declaration whose place has gone.
 */
final class Skips {

    /** A declared place: how many conditions it has, and what makes each of them true. */
    record Declared(int conditions, String reason) {

        Declared {
            if (conditions < 1 || reason.isBlank()) {
                throw new IllegalArgumentException("a place has conditions and a reason");
            }
        }
    }

    private static final String KIT = "tck/src/main/java/io/patchbay/tck/conformance/";
    private static final String GIVEN = "its author names nothing that the test could look at";
    private static final String UNCLAIMED =
            "the capabilities do not claim it; the kit checks that it is refused then";

    /** By the name of the file, from the root of the tree. */
    static final Map<String, Declared> DECLARED =
            Map.ofEntries(
                    Map.entry(
                            KIT + "ChecklistKit.java",
                            new Declared(1, "ServerDialect.lacks() says why; the kit checks it")),
                    Map.entry(KIT + "ChecklistSound.java", new Declared(3, UNCLAIMED)),
                    Map.entry(KIT + "ChecklistTools.java", new Declared(1, UNCLAIMED)),
                    Map.entry(KIT + "CallerLegConformance.java", new Declared(1, UNCLAIMED)),
                    Map.entry(KIT + "CallerLegHearing.java", new Declared(1, UNCLAIMED)),
                    Map.entry(
                            KIT + "CallerLegSpeaking.java",
                            new Declared(3, "a sink need not fill up, nor take sound in a pause")),
                    Map.entry(
                            KIT + "FetchStreaming.java",
                            new Declared(1, "FetchProbe.framed(): messages come unasked")),
                    Map.entry(KIT + "GuardrailSourceConformance.java", new Declared(1, GIVEN)),
                    Map.entry(KIT + "PlugConformance.java", new Declared(6, GIVEN)),
                    Map.entry(KIT + "ToolSourceConformance.java", new Declared(5, GIVEN)),
                    Map.entry(
                            KIT + "TransportReceiving.java",
                            new Declared(2, "no sound on this line, or no bound but the wire's")),
                    Map.entry(
                            KIT + "TransportSending.java",
                            new Declared(2, "no sound on this line, or a far end without brake")),
                    Map.entry(
                            "itest/src/test/java/io/patchbay/itest/architecture/ArchitectureTest.java",
                            new Declared(1, "an unpacked archive has no list of tracked files")),
                    Map.entry(
                            "karaf/src/test/java/io/patchbay/karaf/KarafOnThisJavaTest.java",
                            new Declared(1, "PatchbayInKarafTest runs on the other Javas")),
                    Map.entry(
                            "karaf/src/test/java/io/patchbay/karaf/PatchbayInKarafTest.java",
                            new Declared(1, "KarafOnThisJavaTest proves that it cannot start")),
                    Map.entry(
                            "rtc/src/test/java/io/patchbay/rtc/internal/libwebrtc/FactoryLifeTest.java",
                            new Declared(1, "open sockets are counted in /proc, on Linux")),
                    Map.entry(
                            "sip/src/test/java/io/patchbay/sip/internal/signal/DoorTortureTest.java",
                            new Declared(1, "the messages of RFC 4475 are not part of the tree")),
                    Map.entry(
                            "sip/src/test/java/io/patchbay/sip/internal/signal/TortureTest.java",
                            new Declared(3, "the messages of RFC 4475 are not part of the tree")));

    /** Written so that it does not match here. */
    private static final Pattern CONDITION =
            Pattern.compile(
                    "\\bassum"
                            + "(?:e(?:True|False|That)|ingThat)\\s*\\("
                            + "|\\bAssum"
                            + "ptions\\s*\\.\\s*abort\\s*\\("
                            + "|(?<![.\\w])ab"
                            + "ort\\s*\\(\\s*\""
                            + "|\\bnew\\s+TestAb"
                            + "ortedException\\b"
                            + "|@(?:En|Dis)"
                            + "abled(?:On|For|If)\\w*"
                            + "|@Dis"
                            + "abled\\b");

    private Skips() {}

    /** How many conditions a source has under which tests are skipped. */
    static int in(String text) {
        Matcher matcher = CONDITION.matcher(text);
        int conditions = 0;
        while (matcher.find()) {
            conditions++;
        }
        return conditions;
    }

    /**
     * What is skipped and not declared, and what is declared and not there.
     *
     * @param found how many conditions each file has; those without any may be among them
     */
    static List<String> wrong(Map<String, Integer> found, Map<String, Declared> declared) {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> all = new TreeMap<>(found);
        declared.keySet().forEach(name -> all.putIfAbsent(name, 0));
        all.forEach(
                (name, conditions) -> {
                    Declared place = declared.get(name);
                    int allowed = place == null ? 0 : place.conditions();
                    if (conditions != allowed) {
                        wrong.add(
                                name
                                        + " may skip tests on "
                                        + conditions
                                        + " conditions, and Skips declares "
                                        + allowed);
                    }
                });
        return wrong;
    }
}
