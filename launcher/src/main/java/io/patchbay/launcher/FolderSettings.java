package io.patchbay.launcher;

import java.util.Map;

/** How File Install watches a folder. */
final class FolderSettings {

    static final String DIR = "felix.fileinstall.dir";
    static final String FILTER = "felix.fileinstall.filter";

    /** What holds for all folders. */
    static final Map<String, String> COMMON =
            Map.of(
                    "felix.fileinstall.noInitialDelay", "true",
                    "felix.fileinstall.poll", "500",
                    "felix.fileinstall.enableConfigSave", "false",
                    "felix.fileinstall.subdir.mode", "skip",
                    "felix.fileinstall.log.default", "jul");

    private FolderSettings() {}
}
