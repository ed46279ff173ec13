package io.patchbay.itest.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text of the tree must not say. The patterns are written so that they do not match here.
 */
final class Texts {

    private static final List<Pattern> NOT_IN_TESTS =
            List.of(
                    Pattern.compile("@Dis" + "abled(?!\\w|\\s*\\(\\s*(?:value\\s*=\\s*)?\")"),
                    Pattern.compile("\\bThread\\s*\\.\\s*sleep\\s*\\("),
                    Pattern.compile("\\bTimeUnit\\.\\w+\\s*\\.\\s*sleep\\s*\\("));

    /**
     * Hosts of package registries; a machine's own mirror shows itself by what stands around it.
     */
    private static final List<Pattern> NOT_IN_FILES =
            List.of(
                    Pattern.compile(
                            "\\b(?:repo1?|central|oss|s01\\.oss)\\.(?:maven\\.apache|maven|sonatype)\\.(?:org|com)\\b"),
                    Pattern.compile("\\b(?:registry\\.(?:npmjs|yarnpkg)\\.(?:org|com))\\b"),
                    Pattern.compile(
                            "\\b(?:pypi\\.org|files\\.pythonhosted\\.org|jitpack\\.io|plugins\\.gradle\\.org)\\b"),
                    Pattern.compile("\\b(?:deb|security|ftp)\\.debian\\.org\\b"),
                    Pattern.compile("\"resolved\"\\s*:\\s*\"https?:"),
                    Pattern.compile("(?m)^\\s*registry\\s*=\\s*http"),
                    Pattern.compile("<url>\\s*https?:[^<]*(?:repo|maven|nexus|artifactory)[^<]*<"),
                    Pattern.compile(
                            "(?<![\\w.~$})-])/(?:root|home|Users|work)/[\\w.-]+|\\b[A-Z]:\\\\\\\\?Users\\b"));

    private Texts() {}

    /** What is wrong with the source of a test. */
    static List<String> inTest(String name, String text) {
        return found(NOT_IN_TESTS, name, text);
    }

    /** What is wrong with a file of the tree. */
    static List<String> inFile(String name, String text) {
        return found(NOT_IN_FILES, name, text);
    }

    private static List<String> found(List<Pattern> patterns, String name, String text) {
        List<String> wrong = new ArrayList<>();
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                long line = text.substring(0, matcher.start()).lines().count();
                wrong.add(name + ":" + line + ": " + matcher.group());
            }
        }
        return wrong;
    }
}
