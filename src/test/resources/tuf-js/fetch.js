// A stock TUF client: node fetch.js <tuf-js> <trusted metadata folder> <metadata URL> <targets URL> <target path> <folder to fetch into>
// Prints one line of JSON: what it fetched, or why it refused.
const [tufJs, metadataDir, metadataBaseUrl, targetBaseUrl, targetPath, targetDir] = process.argv.slice(2);
const { Updater } = require(tufJs);

async function main() {
  const updater = new Updater({
    metadataDir,
    metadataBaseUrl,
    targetDir,
    targetBaseUrl,
    config: { fetchRetries: 0 },
  });
  await updater.refresh();
  const info = await updater.getTargetInfo(targetPath);
  if (!info) return { found: false };
  const custom = info.custom;
  if (targetBaseUrl === '-') return { found: true, length: info.length, hashes: info.hashes, custom };
  const file = await updater.downloadTarget(info, require('path').join(targetDir, 'fetched'));
  return { found: true, file, length: info.length, hashes: info.hashes, custom };
}

main()
  .then((result) => console.log(JSON.stringify(result)))
  .catch((error) => console.log(JSON.stringify({ refused: error.constructor.name + ': ' + error.message })));
